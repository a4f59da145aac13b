import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { type GoldenSketch, similarity, sketchDraws, sketchSize } from '../../lib/drift/sketch.ts';
import { textUnits } from '../../lib/drift/text-units.ts';

const sketch = (...texts: string[]): GoldenSketch => sketchDraws(texts.map(textUnits));
const likeness = (a: GoldenSketch, b: GoldenSketch) => similarity(a.mean, b.mean, 0);

/** So many words of eight random letters: two texts have none in common. */
function words(seed: string, n: number): string {
  const random = seededRandom(seed);
  const letter = () => String.fromCharCode(97 + Math.floor(26 * random()));
  return Array.from({ length: n }, () => Array.from({ length: 8 }, letter).join('')).join(' ');
}

/** Mean over many pairs: single ones have hashing noise of about .1. */
function meanLikeness(pair: (i: number) => readonly [string, string]): number {
  let sum = 0;
  for (let i = 0; i < 200; i++) {
    const [a, b] = pair(i);
    sum += likeness(sketch(a), sketch(b));
  }
  return sum / 200;
}

describe('the similarity of two sketches', () => {
  it.each([
    ['a word', 'yes'],
    ['a sentence', 'The refund takes five days, as a rule.'],
    ['an empty answer', ''],
    ['a long answer', words('long', 3000)],
    ['ideographs', '払い戻しは五日かかります。'],
  ])('is about 1 for equal answers: %s', (_, text) => {
    // Features that meet in one coordinate add or cancel: the noise of hashing, about .1.
    expect(Math.abs(likeness(sketch(text), sketch(text)) - 1)).toBeLessThan(0.4);
  });

  it('is 1 for equal answers on average', () => {
    expect(Math.abs(meanLikeness((i) => [words(`e${i}`, 30), words(`e${i}`, 30)]) - 1)).toBeLessThan(0.05);
  });

  it('is about 0 for answers with nothing in common', () => {
    // Standard error of the mean of 200: under .01; the bound is five of them.
    expect(Math.abs(meanLikeness((i) => [words(`a${i}`, 30), words(`b${i}`, 30)]))).toBeLessThan(0.05);
  });

  it('grows with what they share', () => {
    const shared = (part: number) =>
      meanLikeness((i) => {
        const common = words(`c${i}`, Math.round(40 * part));
        return [`${common} ${words(`a${i}`, 40 - 40 * part)}`, `${common} ${words(`b${i}`, 40 - 40 * part)}`];
      });
    const [none, half, most] = [shared(0), shared(0.5), shared(0.9)];
    expect(half).toBeGreaterThan(none + 0.3);
    expect(most).toBeGreaterThan(half + 0.1);
  });

  it('is symmetric to the last bit', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.array(fc.string(), { minLength: 1 }), (a, b) => {
        expect(likeness(sketch(...a), sketch(...b))).toBe(likeness(sketch(...b), sketch(...a)));
      }),
      { seed: 31 },
    );
  });

  it('tells order, repetition and one changed word', () => {
    const text = 'one two three four five six seven eight';
    expect(likeness(sketch(text), sketch('eight seven six five four three two one'))).toBeLessThan(0.7);
    expect(likeness(sketch(text), sketch(text.replace('eight', 'nine')))).toBeLessThan(0.95);
    expect(likeness(sketch(text), sketch(text.replace('one', 'nine')))).toBeLessThan(0.7);
  });
});

describe('the sketch of several draws', () => {
  it('does not depend on their order', () => {
    const texts = Array.from({ length: 6 }, (_, i) => words(`order${i}`, 12));
    expect(sketch(...texts.toReversed()).mean).toEqual(sketch(...texts).mean);
    expect(sketch(...texts.toReversed()).self).toBeCloseTo(sketch(...texts).self, 6);
  });

  it('knows how alike its draws are: 1 for equal ones, the mean over pairs otherwise', () => {
    expect(sketch('yes', 'yes', 'yes').self).toBeCloseTo(1, 1);
    const texts = ['yes of course', 'yes of course', 'by no means, sorry'];
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const;
    const mean =
      pairs.reduce((sum, [i, j]) => sum + likeness(sketch(texts[i] as string), sketch(texts[j] as string)), 0) / 3;
    expect(sketch(...texts).self).toBeCloseTo(mean, 1);
  });

  it('has no likeness to itself when there is one draw only', () => {
    expect(sketch('yes').self).toBeNaN();
  });

  it('is of one size, whatever is drawn', () => {
    for (const texts of [[''], ['a'.repeat(1_000_000)], Array(500).fill('yes'), ['\ud800', '']]) {
      const { mean } = sketch(...(texts as string[]));
      expect(mean).toHaveLength(sketchSize);
      expect(mean.byteLength).toBe(256);
    }
  });

  it('holds for many equal draws what it holds for one', () => {
    expect(sketch(...Array(500).fill('yes, gladly')).mean).toEqual(sketch('yes, gladly').mean);
  });
});
