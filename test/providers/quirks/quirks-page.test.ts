import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failureClasses } from '../../../lib/domain/run/completion.ts';
import { quirkFiles, quirks } from './all-quirks.ts';
import { handledIn } from './handled-in.ts';

const page = readFileSync(new URL('../../../docs/providers/quirks.md', import.meta.url), 'utf8');

describe('the page of quirks', () => {
  it('has a line for every quirk, with the file that handles it and the one that holds its cases', () => {
    const table = /<!-- quirks -->\n\n([\s\S]*?)\n\n<!-- \/quirks -->/.exec(page)?.[1];
    expect(table).toBe(quirkTable());
  });

  it('names files that are there, and a place for every quirk', () => {
    expect(Object.keys(handledIn).sort()).toEqual(quirks.map(({ name }) => name).sort());
    for (const { file } of Object.values(handledIn))
      expect(existsSync(new URL(`../../../lib/providers/${file}`, import.meta.url)), file).toBe(true);
    for (const file of Object.keys(quirkFiles)) expect(existsSync(new URL(file, import.meta.url)), file).toBe(true);
  });

  it('says of every class of failures whether it is tried again', () => {
    const rows = [...page.matchAll(/^\| (`[a-z`, -]+`) \| .+ \| (yes|no) \|$/gm)].flatMap(([, names = '', again]) =>
      [...names.matchAll(/`([a-z-]+)`/g)].map(([, name]) => [name, again === 'yes'] as const),
    );
    const { cancelled: _ourOwn, ...classes } = failureClasses;
    const told = Object.entries(classes).map(([name, { retryable }]) => [name, retryable]);
    expect(rows.sort()).toEqual(told.sort());
  });

  it('knows no quirk without a case', () => {
    for (const { name, cases } of quirks) expect(cases.length, name).toBeGreaterThan(0);
  });
});

function quirkTable(): string {
  const rows = Object.entries(quirkFiles).flatMap(([cases, ofFile]) =>
    ofFile.map(({ name, cases: all }) => {
      const { seen = '', file = '' } = handledIn[name] ?? {};
      return `| ${name} | ${seen} | \`${file}\` | \`${cases}\`, ${all.length} |`;
    }),
  );
  return [
    '| quirk | seen at | handled in `lib/providers/` | cases in `test/providers/quirks/` |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
