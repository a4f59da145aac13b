import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffLines, editOf, writeEdit } from '../../lib/cli/plan-apply.ts';
import type { PlanPoint, WithCanary } from '../../lib/domain/project/plan-report.ts';
import { ProjectFile } from '../../lib/domain/project/project.ts';
import { parseSource } from '../../lib/project/source-document.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const text = `version: 1
every: 1h # for now
endpoints:
  - id: support
    provider: openai
    model: m
    repetitions: 4
`;
const found = { runs: 3, fewest: 3, most: 3, within: 60, simulations: 5 };
const point: PlanPoint = {
  ...{ every: '2h', repetitions: 4, goldens: ['a', 'b'], of: 4, isCurrent: false, threshold: 4380 },
  ...{ gross: found, subtle: found },
};
const choice = { every: '2h', points: new Map([['support', point]]) };

describe('a choice that is applied', () => {
  it('is shown as lines that go and come, and written as they say', () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'pinwatch.yaml');
    writeFileSync(file, text);
    const edit = editOf(file, ProjectFile.parse(parseSource(file, text).value), choice);
    expect(readFileSync(file, 'utf8')).toBe(text);
    const shown = plainText(diffLines(edit));
    const changed = shown.split('\n').filter((line) => /^[-+]/.test(line));
    expect(changed).toEqual(['-every: 1h # for now', '+every: 2h # for now', '+    goldens: [a, b]']);
    expect(writeEdit(edit)).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(
      text.replace('1h', '2h').replace('support\n', 'support\n    goldens: [a, b]\n'),
    );
  });

  const canary = (every: string, canaryEvery: string): WithCanary => {
    const never = { gross: null, subtle: null };
    return { every, canaryEvery, first: never, goldens: never };
  };
  const withCanary = (before: string, one: WithCanary, every = '1h') => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'pinwatch.yaml');
    writeFileSync(file, before);
    const project = ProjectFile.parse(parseSource(file, before).value);
    return editOf(file, project, { every, points: new Map(), canaries: new Map([['support', one]]) }).after;
  };

  it('gives an endpoint a canary, and its goldens an interval of their own', () => {
    expect(withCanary(text, canary('6h', '30m'))).toBe(
      text.replace('support\n', 'support\n    every: 6h\n    canary: { every: 30m }\n'),
    );
  });

  it('changes of a canary that is there its interval only', () => {
    const before = text.replace('support\n', 'support\n    canary: { share: 0.3, every: 1h } # cheap\n');
    expect(withCanary(before, canary('1h', '15m'))).toBe(before.replace('0.3, every: 1h', '0.3, every: 15m'));
    const block = text.replace('support\n', 'support\n    canary:\n      share: 0.3\n');
    expect(withCanary(block, canary('1h', '15m'))).toBe(
      block.replace('share: 0.3\n', 'share: 0.3\n      every: 15m\n'),
    );
  });

  it('leaves a canary as often as it was where the interval of the project changes', () => {
    const before = text.replace('support\n', 'support\n    canary: { share: 0.3 }\n');
    using folder = temporaryFolder();
    const file = join(folder.path, 'pinwatch.yaml');
    writeFileSync(file, before);
    const { after } = editOf(file, ProjectFile.parse(parseSource(file, before).value), choice);
    expect(after).toContain('every: 2h # for now');
    expect(after).toContain('canary: { share: 0.3, every: 1h }');
  });

  it('does not take back what somebody else wrote meanwhile', () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'pinwatch.yaml');
    writeFileSync(file, text);
    const edit = editOf(file, ProjectFile.parse(parseSource(file, text).value), choice);
    writeFileSync(file, `${text}# and more\n`);
    expect(writeEdit(edit)).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe(`${text}# and more\n`);
  });
});
