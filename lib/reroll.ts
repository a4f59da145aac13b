// `import { reroll } from 'pinwatch/reroll'`: what a test of one's own needs to draw a golden many times, and nothing else,
// so that it loads neither the command line nor the AWS CDK.
import type { Reroll } from './domain/reroll.ts';
import { rerollLines, type RerollOptions as ViewOptions } from './report/terminal/reroll-view.ts';
import { plainText } from './report/terminal/styled-text.ts';

export { ConfigError, type Problem } from './domain/errors.ts';
export { GoldenFile, type GoldenRequest } from './domain/golden-request.ts';
export type { BoundVerdict, DistinctAnswer, FailureRate, Parting, Reroll } from './domain/reroll.ts';
export type { Sample } from './domain/sample.ts';
export { TraceFile } from './domain/trace-tree.ts';
export {
  type EndpointSettings,
  type Rerolled,
  type RerollOptions,
  rerollGolden as reroll,
  type Tools,
} from './reroll/reroll-golden.ts';

/** What `pinwatch reroll` prints, e.g. for the message of a test that fails. Holds customer data. */
export function rerollText(result: Reroll, options: ViewOptions = {}): string {
  return plainText(rerollLines(result, options));
}
