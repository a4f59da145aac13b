import type { Exchange } from '../domain/run/exchange.ts';
import { anthropicBatch } from './formats/anthropic-batch.ts';
import { bedrockBatch, bedrockLog } from './formats/bedrock.ts';
import { captured } from './formats/captured.ts';
import { langfuse } from './formats/langfuse.ts';
import { langsmith } from './formats/langsmith.ts';
import { openaiBatch } from './formats/openai-batch.ts';
import { otel } from './formats/otel.ts';
import { promptfoo } from './formats/promptfoo.ts';
import type { Imported, ImportOptions, RecordReader } from './imported.ts';
import { traceTree } from './trace-file.ts';

/** How the records of a format stand in a file. */
export interface Format {
  readonly title: string;
  readonly read: RecordReader;
  /**
   * `lines`: one JSON object a line. `records`: the same, or one JSON list or document. `document`: one YAML or JSON
   * document.
   */
  readonly stands: 'lines' | 'records' | 'document';
  /** Puts the parts of one trace together. */
  readonly join?: (parts: readonly Exchange[], options: ImportOptions) => readonly Imported[];
  /** Whether a file may still be written to: its last line may be cut off. */
  readonly grows?: boolean;
}

/** Everything that can be imported, by the name that the command line has for it. */
export const formats = {
  'openai-batch': { title: 'input files of the OpenAI Batch API', read: openaiBatch, stands: 'lines' },
  'anthropic-batch': { title: 'requests of Anthropic Message Batches', read: anthropicBatch, stands: 'records' },
  'bedrock-batch': { title: 'input files of Bedrock batch inference', read: bedrockBatch, stands: 'lines' },
  'bedrock-log': { title: 'Bedrock model invocation logs', read: bedrockLog, stands: 'records' },
  otel: { title: 'OpenTelemetry GenAI spans, OTLP in JSON', read: otel, stands: 'records' },
  langfuse: { title: 'exports of Langfuse', read: langfuse, stands: 'records' },
  langsmith: { title: 'exports of LangSmith', read: langsmith, stands: 'records' },
  promptfoo: { title: 'a promptfoo configuration', read: promptfoo, stands: 'document' },
} satisfies { readonly [name: string]: Format };

export type FormatName = keyof typeof formats;

/** Recordings that `recordingFetch` made, which `pinwatch capture` reads. */
export const recordings: Format = {
  title: 'recordings of recordingFetch',
  read: captured,
  join: traceTree,
  stands: 'lines',
  grows: true,
};
