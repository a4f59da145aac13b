import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBreak } from '../../../lib/import/files/json-break.ts';

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{"a": oops}', 6],
    ['{"a" 1}', 5],
    ['{"a": 1,}', 8],
    ['[1 2]', 3],
    ['[1,]', 3],
    ['not json', 0],
    ['{"a": "x\ny"}', 6],
    ['{"a": 01}', 7],
    ['{"a": {"b": [true, nul]}}', 19],
    ['{"a": 1} x', 8],
    ['{a: 1}', 1],
    ['[1}', 2],
    ['{"a": 1]', 7],
  ])('in %s is character %i', (text, at) => {
    expect(jsonBreak(text)).toBe(at);
  });

  it('is the end of every text that only ends too early', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(), (value, cut) => {
        const text = JSON.stringify({ value }, null, cut % 3);
        const begun = text.slice(0, 1 + (cut % (text.length - 1)));
        expect(jsonBreak(begun)).toBe(begun.length);
        expect(jsonBreak(text)).toBe(text.length);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('is found in one pass, however long a text or a token is', () => {
    const [long, many] = ['"\\\\n'.repeat(1) + 'x\\n'.repeat(300_000), '[1,'.repeat(200_000)];
    expect(jsonBreak(`{"a": ${long}", oops}`)).toBe(`{"a": ${long}", `.length);
    expect(jsonBreak(`{"a": ${long}`)).toBe(`{"a": ${long}`.length);
    expect(jsonBreak(`${many}oops`)).toBe(many.length);
  });
});
