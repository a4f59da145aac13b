import { type Problem, problemsIn, throwIfAny } from '../domain/config-error.ts';
import type { ApiName } from '../domain/endpoint/api-name.ts';
import { apiOfUrl } from '../domain/endpoint/api-of-url.ts';
import { begin } from './draft.ts';
import { jsonPaths } from './json-path.ts';
import { passOn } from './pass-on.ts';
import { Recorder, type RecordingCounts } from './recorder.ts';
import type { Recording, Redaction } from './recording.ts';
import { readOutgoing } from './request-of.ts';
import { type ExchangeCallback, type ExchangeSink, isSink, sinkOf } from './sink.ts';
import { goingTrace } from './trace-place.ts';

type Fetch = typeof globalThis.fetch;

export interface RecordingOptions {
  /** Where exchanges go: `fileSink`, `s3Sink`, or a function that gets one after the other. */
  readonly sink: ExchangeSink | ExchangeCallback;
  /** What really sends. @default globalThis.fetch */
  readonly fetch?: Fetch;
  /** What is replaced before anything is stored, as JSON paths into request bodies, answers, and tool calls. */
  readonly redact?: {
    readonly request?: readonly string[];
    /** Paths differ between whole and streamed answers; `$..content` and its like meet both. */
    readonly response?: readonly string[];
    /** Into `{ input, output, error }`. */
    readonly tools?: readonly string[];
  };
  /** Whether bodies of answers are stored. Goldens are made without them. @default true */
  readonly keepAnswers?: boolean;
  /** Share of requests, or of whole traces, that is recorded, 0 to 1. @default 1 */
  readonly sampleRate?: number;
  /** Uniform in [0, 1); decides what the sampling rate keeps. @default Math.random */
  readonly random?: () => number;
  /** Exchanges that may be held in memory, under way and waiting for the sink. @default 1000 */
  readonly maxQueued?: number;
  /** Bytes of bodies that may be held in memory. @default 64 MiB */
  readonly maxQueuedBytes?: number;
  /** The API that a URL belongs to, for gateways with paths of their own; undefined: not recorded. */
  readonly apiOf?: (url: string) => ApiName | undefined;
  /** Hears of failures of the sink, which nobody else does. */
  readonly onError?: (error: unknown) => void;
}

/** A `fetch` that records what passes through it. */
export interface RecordingFetch {
  (...request: Parameters<Fetch>): Promise<Response>;
  readonly counts: RecordingCounts;
  /** Resolves when everything that has ended is with the sink, or lost. Call it before the process ends. */
  flush(): Promise<void>;
  /** For `withTrace`. */
  readonly recording: Recording;
}

/**
 * Wraps `fetch` so that requests for completions and what comes back are recorded: the exact bytes, streams included.
 * Give it to a client library: `new OpenAI({ fetch: recordingFetch({ sink }) })`. The caller gets what it would have
 * got, when it would have got it; nothing that goes wrong here reaches it. What cannot be recorded without being in the
 * caller's way passes on untouched and is counted. Credentials are never recorded.
 *
 * @throws {ConfigError} for options that cannot work; only here, never later.
 * @example
 * const fetch = recordingFetch({ sink: fileSink({ folder: 'recordings' }) });
 * const openai = new OpenAI({ fetch });
 * await openai.models.list(); // passes on, and is not recorded: it asks for no completion
 * await fetch.flush();
 */
export function recordingFetch(options: RecordingOptions): RecordingFetch {
  const recording = recordingOf(options);
  const { recorder } = recording;
  const inner: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const apiOf = options.apiOf ?? apiOfUrl;

  const fetch = (...request: Parameters<Fetch>): unknown => {
    const draft = recorder.quietly(() => begin(readOutgoing(...request), recording, apiOf));
    return draft === undefined ? inner(...request) : passOn(() => inner(...request), draft);
  };
  return Object.defineProperties(fetch, {
    counts: { get: () => recorder.counts },
    flush: { value: () => recorder.flush() },
    recording: { value: recording },
  }) as unknown as RecordingFetch;
}

function recordingOf(options: RecordingOptions): Recording {
  const {
    sampleRate = 1,
    maxQueued = 1000,
    maxQueuedBytes = 64 * 2 ** 20,
    random = Math.random,
    redact = {},
  } = options;
  const problems: Problem[] = [
    ...(isSink(options.sink) ? [] : [{ where: 'sink', what: 'expected a sink or a function' }]),
    ...(options.fetch === undefined || typeof options.fetch === 'function'
      ? []
      : [{ where: 'fetch', what: `expected a function, got ${typeof options.fetch}` }]),
    ...(sampleRate >= 0 && sampleRate <= 1
      ? []
      : [{ where: 'sampleRate', what: `expected a share from 0 to 1, got ${sampleRate}` }]),
    ...(maxQueued >= 1 ? [] : [{ where: 'maxQueued', what: `expected at least 1, got ${maxQueued}` }]),
    ...(maxQueuedBytes >= 1 ? [] : [{ where: 'maxQueuedBytes', what: `expected at least 1, got ${maxQueuedBytes}` }]),
  ];
  const paths = (part: 'request' | 'response' | 'tools') => {
    try {
      return jsonPaths(redact[part] ?? [], `redact.${part}`);
    } catch (error) {
      problems.push(...problemsIn(error));
      return [];
    }
  };
  const redaction: Redaction = {
    request: paths('request'),
    response: paths('response'),
    tools: paths('tools'),
    keepAnswers: options.keepAnswers ?? true,
  };
  throwIfAny(problems);

  const recorder = new Recorder({ sink: sinkOf(options.sink), maxQueued, maxQueuedBytes, onError: options.onError });
  const recording: Recording = {
    recorder,
    redaction,
    sample() {
      const trace = goingTrace();
      const kept = trace?.kept.get(recording) ?? random() < sampleRate;
      trace?.kept.set(recording, kept);
      if (!kept) recorder.countSampledOut();
      return kept;
    },
  };
  return recording;
}
