import { describe, expect, it } from 'vitest';
import { columns, cutEnd, cutStart, printable } from '../../lib/report/words/printable.ts';

describe('printable', () => {
  it('shows line ends and tabs as marks', () => {
    expect(printable('a\nb\r\nc\td')).toBe('a↵b↵c→d');
  });

  it.each([
    ['an escape sequence', '\u001b[2Jgone', '\\u{1b}[2Jgone'],
    ['a C1 control', 'a\u009b31m', 'a\\u{9b}31m'],
    ['a null character', 'a\0b', 'a\\u{0}b'],
    ['a right-to-left override', 'a\u202egnp.exe', 'a\\u{202e}gnp.exe'],
    ['a zero-width space', 'a\u200bb', 'a\\u{200b}b'],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
  ])('takes the power from %s', (_, hostile, safe) => expect(printable(hostile)).toBe(safe));

  it('leaves letters, emoji and other scripts as they are', () => {
    const text = 'Zoë 👩‍💻 日本語 שלום 1/2 – “x”';
    expect(printable(text)).toBe(text);
  });
});

describe('cutting', () => {
  it('marks what is left out and never takes more columns than it may', () => {
    expect([cutEnd('abcdef', 4), cutStart('abcdef', 4), cutEnd('abcd', 4)]).toEqual(['abc…', '…def', 'abcd']);
  });

  it('counts wide characters twice and never breaks a character of several code points', () => {
    expect(columns('日本')).toBe(4);
    expect(cutEnd('日本語', 5)).toBe('日本…');
    expect(cutEnd('👩‍💻👩‍💻👩‍💻', 3)).toBe('👩‍💻…');
  });
});
