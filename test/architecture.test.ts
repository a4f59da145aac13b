import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circles, circlesIn, fileViolations, violations } from './architecture.ts';

const root = resolve(import.meta.dirname, '..');
const planted = (file: string, source: string) => fileViolations(root, resolve(root, file), source);

describe('the import matrix', () => {
  it('holds in every file', () => {
    expect(violations(root)).toEqual([]);
  });

  it('finds a planted import against the flow', () => {
    expect(planted('lib/stats/planted.ts', `import { decide } from '../drift/decide.ts';`)).toEqual([
      { file: 'lib/stats/planted.ts', what: 'stats may not import lib/drift/decide.ts' },
    ]);
    const replay = `import { replayRun } from '../../replay/replay-run.ts';`;
    expect(planted('lib/providers/x/planted.ts', replay)).toHaveLength(1);
    expect(planted('lib/providers/x/planted.ts', `import type { Clock } from '../../ports/clock.ts';`)).toEqual([]);
    expect(planted('lib/drift/planted.ts', `const late = await import('../cli/main.ts');`)).toHaveLength(1);
  });

  it('has rules of their own for folders of a room', () => {
    const steps = `import { judgeStep } from '../steps/judge-step.ts';`;
    expect(planted('lib/aws/cdk/planted.ts', steps)).toHaveLength(1);
    expect(planted('lib/aws/deployed/planted.ts', steps)).toEqual([]);
  });

  it('finds a clock, a file, an environment variable or global randomness in a pure folder', () => {
    expect(planted('lib/drift/planted.ts', 'export const at = Date.now();')).toHaveLength(1);
    expect(planted('lib/stats/planted.ts', 'export const u = Math.random();')).toHaveLength(1);
    expect(planted('lib/report/planted.ts', `import { readFileSync } from 'node:fs';`)).toHaveLength(1);
    expect(planted('lib/plan/planted.ts', 'export const home = process.env.HOME;')).toHaveLength(1);
    expect(planted('lib/import/read/planted.ts', 'export const home = process.env.HOME;')).toHaveLength(1);
    expect(planted('lib/import/files/planted.ts', `import { readFileSync } from 'node:fs';`)).toEqual([]);
    expect(planted('lib/plan/planted.ts', '// Date.now() would not be repeatable')).toEqual([]);
  });

  it('does not know a room that the matrix does not name', () => {
    expect(planted('lib/attic/planted.ts', '')).toHaveLength(1);
  });
});

describe('files', () => {
  it('never import each other in a circle, not even a type', () => {
    expect(circles(root)).toEqual([]);
  });

  it('are found where they do', () => {
    const imports = { a: ['b'], b: ['c', 'd'], c: ['a'], d: [], e: ['a', 'f'], f: ['e'] };
    expect(circlesIn(new Map(Object.entries(imports)))).toEqual([
      ['a', 'b', 'c'],
      ['e', 'f'],
    ]);
  });
});
