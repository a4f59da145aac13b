import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatternError, translatePattern } from '../../lib/domain/golden/pattern-syntax.ts';
import { compilePattern } from '../../lib/features/linear-pattern.ts';
import { secondsOfWork } from '../helpers/seconds-of-work.ts';

describe('compilePattern', () => {
  const questions: readonly (readonly [pattern: string, flags: string, texts: readonly string[]])[] = [
    ['^(a+)+$', '', ['aaa', 'aab', '']],
    ['^yes', 'i', ['Yes!', 'no, yes']],
    ['a.b', '', ['a-b', 'a\nb', 'a\rb', 'a\u2028b', 'ab']],
    ['a.b', 's', ['a\nb', 'a\u2028b', 'ab']],
    ['a.b', 'su', ['a😀b']],
    ['^b$', 'm', ['a\nb\nc', 'a\r\nb\r\nc', 'ab']],
    ['^b$', '', ['a\nb', 'b', 'b\n']],
    ['^\\s+$', '', [' \t\n\v\f\r', '\u00a0\u3000\ufeff', 'x', '\u180e']],
    ['^[\\S]+$', '', ['x😀', ' ', '\u00a0', '\u2003']],
    ['[^\\s]', '', [' \u00a0', ' x']],
    ['^\\d{3,}-\\w+$', '', ['123-ab_', '12-ab', '١٢٣-a']],
    ['\\bcat\\b', '', ['a cat.', 'cats']],
    ['a{,3}', '', ['a{,3}', 'aaa']],
    ['{x}', '', ['{x}', 'x']],
    ['a]b}', '', ['a]b}', 'ab']],
    ['[]', '', ['', 'x']],
    ['[^]', '', ['', '\n']],
    ['[\\w-.]', '', ['-', '.', '/', 'a']],
    ['[a\\-z]', '', ['-', 'm', 'z']],
    ['[&[^|]', '', ['&', '[', '^', '|', 'x']],
    ['[\\b]', '', ['\b', 'b']],
    ['\\u00e9\\x41\\cJ\\0', '', ['éA\n\0', 'u00e9']],
    ['\\u{1f600}', 'u', ['😀', 'u']],
    ['\\ud83d\\ude00', '', ['😀', '😁']],
    ['\\e\\/\\-\\_', '', ['e/-_', '/-_']],
    ['^\\p{Lu}\\p{Letter}+\\P{L}$', 'u', ['Äb1', 'äb1', 'Äbc']],
    ['\\p{Script=Han}', 'u', ['中', 'a']],
    ['(?<year>\\d{4})-(?:\\d\\d)', '', ['2026-11', '26-11']],
    ['(?<!\\d)42', '', ['x42', '142']],
    ['(?<=€(?:\\d)+\\.)\\d\\d', '', ['€12.50', '$12.50']],
    ['', '', ['', 'x']],
    ['a(?i:b)(?-i:c)', '', ['aBc', 'ABc', 'aBC']],
    ['straße', 'i', ['STRAßE', 'strasse']],
    ['(a|b|)c*?', '', ['', 'c']],
    ['^[\u4e00-\u9fff]+$', '', ['中文', 'zh']],
    ['c$|^$', '', ['abc', '', 'x']],
  ];
  it.each(questions)('answers /%s/%s as JavaScript does', (pattern, flags, texts) => {
    const [ours, theirs] = [compilePattern(pattern, flags), new RegExp(pattern, flags)];
    for (const text of texts) expect([text, ours.test(text)]).toEqual([text, theirs.test(text)]);
  });

  it('answers generated patterns as JavaScript does', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      '.',
      '\\d',
      '\\s',
      '\\S',
      '[ab]',
      '[^a]',
      '[a-c\\d]',
      '\\b',
      'é',
      '\\n',
      '-',
    );
    const count = fc.constantFrom('', '', '', '*', '+', '?', '{1,3}', '{2}', '*?');
    const counted = fc.tuple(atom, count).map(([what, times]) => (what === '\\b' ? what : what + times));
    const { pattern } = fc.letrec<{ pattern: string; group: string }>((tie) => ({
      pattern: fc
        .array(fc.oneof({ depthSize: 'small' }, counted, tie('group')), { minLength: 1, maxLength: 4 })
        .map((parts) => parts.join('')),
      group: fc
        .tuple(fc.constantFrom('(', '(?:', '(?<=', '(?<!', '^(', '(b|'), tie('pattern'))
        .map(([opening, inner]) => `${opening}${inner})`),
    }));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '\n', 'é', '-', '\u00a0'), maxLength: 8 });
    // Seeded, so that it fails always or never.
    fc.assert(
      fc.property(pattern, fc.constantFrom('', 'i', 'u', 's', 'm'), text, (source, flags, asked) => {
        expect(compilePattern(source, flags).test(asked)).toBe(new RegExp(source, flags).test(asked));
      }),
      { seed: 11, numRuns: 1000 },
    );
  });

  it.each([
    ['^(a+)+$', 'a'.repeat(1_000_000)],
    ['(x+x+)+y', 'x'.repeat(100_000)],
    ['(?:a?){30}a{30}', 'a'.repeat(29)],
    ['(.*)*=', 'x'.repeat(100_000)],
    ['(?<=(?:a+)+)b', 'a'.repeat(100_000)],
    ['\\s+$', `${' '.repeat(100_000)}x`],
  ])('asks /%s/ in time linear in the text', (pattern, text) => {
    expect(secondsOfWork(() => compilePattern(pattern).test(`${text}!`))).toBeLessThan(1);
  });

  it.each([
    ['(', '', /Unterminated group/],
    ['a', 'x', /flags/],
    ['[a]', 'v', /flags out of/],
    ['^(?=.*\\d).+$', '', /RE2, .* lookahead \(\(\?= at character 2\)/],
    ['x(?!y)', '', /lookahead/],
    ['(a)\\1', '', /backreference \(\\1 at character 4\)/],
    ['(?<q>["\'])x\\k<q>', '', /backreference/],
    ['(?s:.)', '', /flags other/],
    ['a{1,2000}', '', /count over 1000/],
    ['(?:a{100}){100}', '', /RE2.*repeat/],
    ['\\p{Script_Extensions=Han}', 'u', /RE2.*character class/],
  ])('refuses /%s/%s and says why', (pattern, flags, why) => {
    expect(() => compilePattern(pattern, flags)).toThrow(PatternError);
    expect(() => compilePattern(pattern, flags)).toThrow(why);
  });

  it('takes a bracket in a class for no group', () => {
    expect(translatePattern('[(?=]')).toBe('[\\x{28}\\x{3f}\\x{3d}]');
  });
});
