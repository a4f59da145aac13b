import { anthropicBatch } from './formats/anthropic-batch.ts';
import { bedrockBatch, bedrockLog, withoutTime } from './formats/bedrock.ts';
import { readCaptured } from './formats/captured.ts';
import { langfuse } from './formats/langfuse.ts';
import { langsmith } from './formats/langsmith.ts';
import { openaiBatch } from './formats/openai-batch.ts';
import { joinSpans, otel } from './formats/otel.ts';
import { promptfoo } from './formats/promptfoo.ts';
import type { Imported, ImportOptions, RecordReader, TracePart } from './imported.ts';
import { traceTree } from './trace-file.ts';

/** How the records of a format stand in a file. */
export interface Format {
  readonly title: string;
  readonly read: RecordReader;
  /** `records`: JSON objects, a line each, in a list, or one after the other. `document`: one YAML or JSON document. */
  readonly stands: 'records' | 'document';
  /** Takes off what a tool puts around the JSON of a line. */
  readonly unwrapLine?: (text: string) => string;
  /** Puts the parts of one trace together. */
  readonly join?: (parts: readonly TracePart[], options: ImportOptions) => readonly Imported[];
  /** Whether a file may still be written to: its last line may be cut off. */
  readonly grows?: boolean;
  /** Whether requests are known to have been answered, so that nobody has to ask whether they can be sent. */
  readonly answered?: boolean;
}

/** Everything that can be imported, by the name that the command line has for it. */
export const formats = {
  'openai-batch': { title: 'input files of the OpenAI Batch API', read: openaiBatch, stands: 'records' },
  'anthropic-batch': { title: 'requests of Anthropic Message Batches', read: anthropicBatch, stands: 'records' },
  'bedrock-batch': { title: 'input files of Bedrock batch inference', read: bedrockBatch, stands: 'records' },
  'bedrock-log': {
    title: 'Bedrock model invocation logs',
    read: bedrockLog,
    stands: 'records',
    unwrapLine: withoutTime,
  },
  otel: { title: 'OpenTelemetry spans and log records, OTLP in JSON', read: otel, join: joinSpans, stands: 'records' },
  langfuse: { title: 'exports of Langfuse', read: langfuse, stands: 'records' },
  langsmith: { title: 'exports of LangSmith', read: langsmith, stands: 'records' },
  promptfoo: { title: 'a promptfoo configuration', read: promptfoo, stands: 'document' },
} satisfies { readonly [name: string]: Format };

export type FormatName = keyof typeof formats;

/** Recordings that `recordingFetch` made, which `pinwatch capture` reads. */
export const recordings: Format = {
  title: 'recordings of recordingFetch',
  read: readCaptured,
  join: traceTree,
  stands: 'records',
  grows: true,
  answered: true,
};
