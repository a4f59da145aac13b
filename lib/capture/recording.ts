import type { JsonPath } from './json-path.ts';
import type { Recorder } from './recorder.ts';

/** What is taken out before anything is stored. */
export interface Redaction {
  readonly request: readonly JsonPath[];
  readonly response: readonly JsonPath[];
  readonly tools: readonly JsonPath[];
  readonly keepAnswers: boolean;
}

/** What `fetch` and traces record with. */
export interface Recording {
  readonly recorder: Recorder;
  readonly redaction: Redaction;
  /** Whether the next exchange is kept; one decision for a whole trace. */
  sample(): boolean;
}
