import { expect, it } from 'vitest';
import { ansiText, plain, plainText, style, wrap, wrapLine } from '../../lib/report/terminal/styled-text.ts';
import { textTable } from '../../lib/report/terminal/text-table.ts';

it('writes the same words with and without colour', () => {
  const lines = [[style('alarm', 'DRIFT'), plain(' here')], []];
  expect(plainText(lines)).toBe('DRIFT here\n\n');
  expect(ansiText(lines)).toBe('\u001b[1;31mDRIFT\u001b[0m here\n\n');
});

it('wraps at words and keeps a number with its unit', () => {
  expect(wrap('about 31 % of it', 8)).toEqual(['about', '31 % of', 'it']);
  expect(wrap('a verylongword b', 5)).toEqual(['a', 'verylongword', 'b']);
});

it('wraps a styled line between words, never inside one, and keeps the styles', () => {
  const line = [style('strong', 'support'), plain('  no drift detected  '), style('quiet', 'not before 3 more runs')];
  const wrapped = wrapLine(line, 24);
  expect(plainText(wrapped)).toBe('support  no drift\n  detected  not before 3\n  more runs\n');
  expect(wrapped[0]?.[0]).toEqual(style('strong', 'support'));
  expect(wrapped[2]?.[0]?.tone).toBe('quiet');
  expect(plainText(wrapLine(line, 80))).toBe('support  no drift detected  not before 3 more runs\n');
});

it('aligns a table by columns of the terminal and leaves no space at the end of a line', () => {
  const heads = [{ head: 'NAME' }, { head: 'N', numeric: true }, { head: 'NOTE' }];
  const rows = [
    [plain('日本'), plain('12'), plain('x')],
    [plain('a'), plain('3'), plain('')],
  ];
  expect(plainText(textTable(heads, rows))).toBe('NAME   N  NOTE\n日本  12  x\na      3\n');
});
