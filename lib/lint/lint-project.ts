export type { Finding, Severity } from '../plan/finding.ts';
export { type Linted, lint as lintProject } from '../plan/lint.ts';
