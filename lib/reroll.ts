// `import { reroll } from 'pinwatch/reroll'`: what a test of one's own needs to draw a golden many times, and nothing else,
// so that it loads neither the command line nor the AWS CDK.
import type { Reroll } from './domain/verdict/reroll.ts';
import { rerollLines, type RerollOptions as ViewOptions } from './report/terminal/reroll-view.ts';
import { plainText } from './report/terminal/styled-text.ts';

export { ConfigError, type Problem } from './domain/errors.ts';
export { GoldenFile } from './domain/golden/golden-file.ts';
export type { GoldenRequest } from './domain/golden/golden-request.ts';
export { TraceFile } from './domain/golden/trace-tree.ts';
export type { Sample } from './domain/run/sample.ts';
export type {
  BoundVerdict,
  DistinctAnswer,
  DivergencePoint,
  FailureRate,
  Reroll,
} from './domain/verdict/reroll.ts';
export {
  type EndpointSettings,
  type RerolledGolden as Rerolled,
  type RerollOptions,
  rerollGolden as reroll,
  type Tools,
} from './reroll/reroll-golden.ts';

/**
 * What `pinwatch reroll` prints, e.g. for the message of a test that fails. Holds customer data.
 *
 * @example
 * const { result } = await reroll({ golden: 'ticket', draws: 50 });
 * console.log(rerollText(result));
 */
export function rerollText(result: Reroll, options: ViewOptions = {}): string {
  return plainText(rerollLines(result, options));
}
