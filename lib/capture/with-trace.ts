import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../domain/json.ts';
import type { TracedCall } from './exchange.ts';
import type { Recording } from './recording.ts';
import type { RecordingFetch } from './recording-fetch.ts';
import { redact } from './redact.ts';
import { type Going, goingTrace, tracePlace, within } from './trace-place.ts';

/** A call of a tool, or a retrieval, that is about to be made. */
export interface CallToRecord {
  readonly name: string;
  /** What it is called with; stored as JSON. */
  readonly input?: unknown;
  /** Id that the model gave the tool call, which ties the two together. */
  readonly callId?: string;
}

/** The trace that is going on. What a call makes in turn, requests to models included, hangs below it. */
export interface Trace {
  readonly id: string;
  /** Makes and records a call of a tool; gives and throws what `run` gives and throws. */
  tool<T>(call: CallToRecord, run: () => T | Promise<T>): Promise<T>;
  /** The same for a retrieval of context. */
  retrieval<T>(call: CallToRecord, run: () => T | Promise<T>): Promise<T>;
}

/**
 * Groups what is recorded while `run` runs into one tree: requests to models through any recording fetch, and the calls
 * of tools and retrievals that are made through the `Trace`. Inside another trace it goes on with that one.
 *
 * @param recording keeps the calls of tools and retrievals.
 * @example
 * const fetch = recordingFetch({ sink: fileSink({ folder: 'recordings' }) });
 * const openai = new OpenAI({ fetch });
 * const answer = await withTrace(fetch, async (trace) => {
 *   const pages = await trace.retrieval({ name: 'handbook', input: 'returns' }, () => ['Returns: 30 days.']);
 *   return openai.responses.create({ model: 'gpt-6-sol', input: `${pages[0]} May I return it?`, store: false });
 * });
 */
export async function withTrace<T>(
  recording: Pick<RecordingFetch, 'recording'>,
  run: (trace: Trace) => T | Promise<T>,
  { name }: { readonly name?: string } = {},
): Promise<T> {
  const around = goingTrace();
  if (around !== undefined) return run(traceOf(around, recording.recording));
  const trace: Going = { id: randomUUID(), ...(name === undefined ? {} : { name }), kept: new WeakMap() };
  return within(trace, undefined, () => run(traceOf(trace, recording.recording)));
}

function traceOf(trace: Going, recording: Recording): Trace {
  const recordAs = (kind: TracedCall['kind']) => (call: CallToRecord, run: () => unknown) =>
    record({ kind, call, run, trace, recording });
  return {
    id: trace.id,
    tool: recordAs('tool') as Trace['tool'],
    retrieval: recordAs('retrieval') as Trace['retrieval'],
  };
}

interface ToRecord {
  readonly kind: TracedCall['kind'];
  readonly call: CallToRecord;
  readonly run: () => unknown;
  readonly trace: Going;
  readonly recording: Recording;
}

async function record({ kind, call, run, trace, recording }: ToRecord): Promise<unknown> {
  const { recorder } = recording;
  const id = randomUUID();
  if (recorder.quietly(() => recording.sample()) !== true) return within(trace, id, run);

  const [at, startedAt, place] = [new Date(), performance.now(), tracePlace() ?? { id: trace.id }];
  const input = recorder.quietly(() => jsonText(call.input)); // now: the tool may change what it is given
  const end = (result: { readonly output?: string | undefined; readonly error?: TracedCall['error'] }) => {
    const latencyMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
    const held = recorder.hold((input?.length ?? 0) + (result.output?.length ?? 0));
    held?.record(() => ({
      schema: 'exchange/1',
      kind,
      id,
      at: at.toISOString(),
      latencyMs,
      trace: place,
      name: call.name,
      ...(call.callId === undefined ? {} : { callId: call.callId }),
      ...redactCall({ input, ...result }, recording),
    }));
  };
  try {
    const output = await within(trace, id, run);
    end({ output: recorder.quietly(() => jsonText(output)) });
    return output;
  } catch (error) {
    end({
      error: error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: '' },
    });
    throw error;
  }
}

function redactCall(
  { input, output, error }: { input: string | undefined; output?: string | undefined; error?: TracedCall['error'] },
  { redaction }: Recording,
): Pick<TracedCall, 'input' | 'output' | 'error' | 'redacted'> {
  const whole: JsonObject = {
    ...(input === undefined ? {} : { input: JSON.parse(input) as Json }),
    ...(output === undefined ? {} : { output: JSON.parse(output) as Json }),
    ...(error === undefined ? {} : { error: error as unknown as Json }),
  };
  const { value, hit } = redact(whole, redaction.tools);
  return { ...(value as object), ...(hit.length === 0 ? {} : { redacted: hit }) };
}

/** As JSON; undefined for what has none. */
function jsonText(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
