import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonText } from '../../lib/report/words/json-text.ts';

it('shows no control, bidirectional or invisible character, and stays the same value', () => {
  const nasty = fc.string({
    unit: fc.constantFrom('a', '\u001b', '\u009b', '\u202e', '\u2066', '\ufeff', '\u007f', '😀', '\ud800'),
  });
  const values = fc.dictionary(nasty, fc.oneof(nasty, fc.array(nasty)));
  fc.assert(
    fc.property(values, fc.constantFrom(undefined, 2), (value, indent) => {
      const text = jsonText(value, indent);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
    }),
    { seed: 1, numRuns: 200 },
  );
});
