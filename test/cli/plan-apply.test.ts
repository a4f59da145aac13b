import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffLines, editOf, writeEdit } from '../../lib/cli/plan-apply.ts';
import type { PlanPoint } from '../../lib/domain/project/plan-report.ts';
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
