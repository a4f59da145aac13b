import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText, mixHashes, outputText, textUnits } from '../../lib/drift/text-units.ts';
import { draw } from './simulated.ts';

const count = (text: string) => textUnits(text).length;
const hashes = (...units: string[]) => units.map((unit) => hashText(unit));

describe('textUnits', () => {
  it('cuts into words, digits and marks, each with the space before it', () => {
    expect([...textUnits('Paid 12 Euro, not 13.')]).toEqual(
      hashes('Paid', ' 1', '2', ' Euro', ',', ' not', ' 1', '3', '.'),
    );
    expect([...textUnits('don\'t "x"\n{}')]).toEqual(hashes('don', "'", 't', ' "', 'x', '"', '\n', '{', '}'));
  });

  it('keeps words of any alphabet together', () => {
    expect([...textUnits('Übergrößen façade Привет γειά 한국어 عربى')]).toEqual(
      hashes('Übergrößen', ' façade', ' Привет', ' γειά', ' 한국어', ' عربى'),
    );
  });

  it('takes ideographs and kana one by one', () => {
    expect([...textUnits('東京です。')]).toEqual(hashes('東', '京', 'で', 'す', '。'));
  });

  it('tells spaces apart: none, one, two, and one that does not break', () => {
    const texts = ['ab', 'a b', 'a  b', 'a\u00a0b', 'a\tb'].map((text) => textUnits(text).join());
    expect(new Set(texts).size).toBe(texts.length);
    expect([...textUnits('a  ')]).toEqual(hashes('a', '  '));
    expect([...textUnits(' ')]).toEqual(hashes(' '));
  });

  it('takes emoji whole, and survives half of one', () => {
    expect([...textUnits('ok 👍🏽 ok')]).toEqual(hashes('ok', ' 👍🏽', ' ok'));
    expect(count('\ud83d')).toBe(1);
    expect(count('a \udc4d.')).toBe(3);
  });

  it('has nothing to say about an empty answer', () => {
    expect(count('')).toBe(0);
  });

  it('is bounded, whatever arrives', () => {
    expect(count('a '.repeat(1_000_000))).toBe(4096);
    expect(count('.'.repeat(1_000_000))).toBe(4096);
    expect(count('x'.repeat(1_000_000))).toBe(1);
  });

  it('sees a difference behind all units that are kept', () => {
    const long = 'word '.repeat(100_000);
    expect(textUnits(`${long}yes`).join()).not.toBe(textUnits(`${long}no`).join());
    expect(textUnits(`${long}yes`).join()).toBe(textUnits(`${long}yes`).join());
  });

  it('depends on every character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.string({ unit: 'binary', maxLength: 20 }),
        (a, b) => {
          const equal = textUnits(a).join() === textUnits(b).join();
          expect(equal).toBe(a === b); // two units agree by chance under 1 in 100,000
        },
      ),
      { seed: 21, numRuns: 200 },
    );
  });
});

describe('hashes of texts', () => {
  it('spread over their low bits, on which tables are indexed', () => {
    const counts = new Int32Array(256);
    for (let i = 0; i < 25_600; i++) {
      const at = hashText(`word ${i}`) & 255;
      counts[at] = (counts[at] as number) + 1;
    }
    const chiSquared = counts.reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0);
    // Chi-squared with 255 degrees of freedom: mean 255, standard deviation 22.6; beyond 6 of them by chance never.
    expect(Math.abs(chiSquared - 255)).toBeLessThan(6 * 22.6);
  });

  it('tell the order of a pair', () => {
    expect(mixHashes(1, 2)).not.toBe(mixHashes(2, 1));
    expect(mixHashes(1, 2)).toBe(mixHashes(1, 2));
  });
});

describe('outputText', () => {
  it('is the answer with its tool calls behind it', () => {
    const call = { name: 'refund', arguments: '{"order": 7}' };
    expect(outputText(draw('One moment.'))).toBe('One moment.');
    expect(outputText(draw('One moment.', { toolCalls: [call] }))).toBe('One moment.\nrefund({"order": 7})');
    expect(outputText(draw('', { toolCalls: [call, call] }))).not.toBe(outputText(draw('', { toolCalls: [call] })));
  });
});
