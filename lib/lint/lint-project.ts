export type { Finding, Severity } from './finding.ts';
export { type Linted, lint as lintProject } from './lint.ts';
