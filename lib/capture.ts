// `import { recordingFetch } from 'pinwatch/capture'`: what an application needs to record its requests, and nothing else,
// so that it loads neither the command line nor the AWS CDK.
export { type FileSinkOptions, fileSink } from './capture/file-sink.ts';
export type { RecordingCounts } from './capture/recorder.ts';
export { type RecordingFetch, type RecordingOptions, recordingFetch } from './capture/recording-fetch.ts';
export { type S3SinkOptions, s3Sink } from './capture/s3-sink.ts';
export type { ExchangeCallback, ExchangeSink } from './capture/sink.ts';
export { type CallToRecord, type Trace, withTrace } from './capture/with-trace.ts';
export { ConfigError, type Problem } from './domain/errors.ts';
export type { Exchange, LlmExchange, TracedCall } from './domain/run/exchange.ts';
