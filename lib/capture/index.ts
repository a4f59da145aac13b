// `import { recordingFetch } from 'pinwatch-capture'`: what an application needs to record its requests, and nothing else.
// `pinwatch/capture` is the same.
export { ConfigError, type Problem } from '../domain/config-error.ts';
export type { Exchange, LlmExchange, TracedCall } from './exchange.ts';
export { type FileSinkOptions, fileSink } from './file-sink.ts';
export type { RecordingCounts } from './recorder.ts';
export { type RecordingFetch, type RecordingOptions, recordingFetch } from './recording-fetch.ts';
export { type S3SinkOptions, s3Sink } from './s3-sink.ts';
export type { ExchangeCallback, ExchangeSink } from './sink.ts';
export { type CallToRecord, type Trace, withTrace } from './with-trace.ts';
