import { HalfAnswer } from '../shared/in-band-failure.ts';
import { isRecord } from '../shared/reading.ts';
import type { StreamedEvent } from './event-stream.ts';

type Fields = Readonly<Record<string, unknown>>;

interface OpenBlock {
  text?: string;
  toolUse?: object;
  /** Arguments of a tool call, as the text they came in. */
  input?: string;
}

/**
 * Puts a streamed answer of Converse together into the one that comes at once; a tool's `input` stays the text that came
 * over the wire. Reasoning is not put together, as it is not read; events that we do not know are skipped.
 *
 * @throws {HalfAnswer} if the stream broke off: without a reason to stop there is no answer.
 */
export function assembleConverse(events: readonly StreamedEvent[]): object {
  const blocks = new Map<unknown, OpenBlock>();
  let stop: Fields | undefined;
  let metadata: Fields = {};
  for (const { type, payload } of events) {
    if (!isRecord(payload)) throw new HalfAnswer('an event of the stream is no object');
    const { contentBlockIndex: at } = payload;
    if (type === 'contentBlockStart') {
      const { toolUse } = asRecord(payload.start);
      if (isRecord(toolUse)) blocks.set(at, { toolUse, input: '' });
    } else if (type === 'contentBlockDelta') blocks.set(at, extendBlock(blocks.get(at), asRecord(payload.delta)));
    else if (type === 'messageStop') stop = payload;
    else if (type === 'metadata') metadata = payload;
  }
  if (stop === undefined) throw new HalfAnswer('the stream ended before its answer was complete');
  const content = [...blocks.values()].flatMap(closeBlock);
  return { stopReason: null, ...metadata, ...stop, output: { message: { role: 'assistant', content } } };
}

function extendBlock(block: OpenBlock = {}, { text, toolUse }: Fields): OpenBlock {
  const { input } = asRecord(toolUse);
  return {
    ...block,
    ...(typeof text === 'string' ? { text: `${block.text ?? ''}${text}` } : {}),
    ...(typeof input === 'string' ? { input: `${block.input ?? ''}${input}` } : {}),
  };
}

function closeBlock({ text, toolUse, input }: OpenBlock): object[] {
  if (toolUse !== undefined) return [{ toolUse: { ...toolUse, input: input === '' ? {} : input } }];
  return text === undefined ? [] : [{ text }];
}

function asRecord(value: unknown): Fields {
  return isRecord(value) ? value : {};
}
