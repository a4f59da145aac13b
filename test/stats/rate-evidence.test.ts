import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanDrawsAtOnce, cleanDrawsLeft } from '../../lib/stats/clean-draws.ts';
import { clopperPearson } from '../../lib/stats/clopper-pearson.ts';
import { logEvidenceAbove, logEvidenceBelow, rateSequence } from '../../lib/stats/rate-evidence.ts';

const counts = fc.tuple(fc.nat(2000), fc.nat(2000)).map(([failures, clean]) => ({ failures, draws: failures + clean }));
const bounds = fc.double({ min: 0.001, max: 0.999, noNaN: true });

/** Integral over rates from `from` to `to` of likelihood ratio x Jeffreys' prior there, in the angle that flattens it. */
function integrated({ failures, draws }: { failures: number; draws: number }, bound: number, from: number, to: number) {
  const steps = 20_000;
  const [start, end] = [Math.asin(Math.sqrt(from)), Math.asin(Math.sqrt(to))];
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const rate = Math.sin(start + ((i + 0.5) / steps) * (end - start)) ** 2;
    const log = failures * Math.log(rate / bound) + (draws - failures) * Math.log((1 - rate) / (1 - bound));
    sum += Math.exp(log);
  }
  return sum / steps; // d rate / (pi sqrt(rate (1 - rate))) is uniform in the angle
}

describe('evidence about a rate', () => {
  it.each([
    [0, 40, 0.05],
    [3, 40, 0.05],
    [20, 30, 0.3],
    [1, 700, 0.01],
  ])('is the mixed likelihood ratio: %i failures in %i draws against %f', (failures, draws, bound) => {
    const count = { failures, draws };
    const never = failures === 0 ? (1 - bound) ** -draws : 0;
    const below = Math.log(0.5 * never + 0.5 * integrated(count, bound, 0, bound));
    expect(logEvidenceBelow(count, bound)).toBeCloseTo(below, 5);
    expect(logEvidenceAbove(count, bound)).toBeCloseTo(Math.log(integrated(count, bound, bound, 1)), 5);
  });

  it('starts at nothing, and never speaks for both sides', () => {
    fc.assert(
      fc.property(counts, bounds, (count, bound) => {
        expect(logEvidenceBelow({ failures: 0, draws: 0 }, bound)).toBeCloseTo(0, 9);
        expect(logEvidenceAbove({ failures: 0, draws: 0 }, bound)).toBeCloseTo(0, 9);
        expect(Math.min(logEvidenceBelow(count, bound), logEvidenceAbove(count, bound))).toBeLessThanOrEqual(1e-9);
      }),
    );
  });

  it('is a fair bet at the bound: what one more draw is expected to bring is nothing', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(30), fc.nat(200)).map(([failures, clean]) => ({ failures, draws: failures + clean })),
        fc.double({ min: 0.02, max: 0.9, noNaN: true }),
        (count, bound) => {
          const { failures, draws } = count;
          for (const evidence of [logEvidenceBelow, logEvidenceAbove]) {
            const now = Math.exp(evidence(count, bound));
            const failed = Math.exp(evidence({ failures: failures + 1, draws: draws + 1 }, bound));
            const clean = Math.exp(evidence({ failures, draws: draws + 1 }, bound));
            expect(bound * failed + (1 - bound) * clean).toBeCloseTo(now, -Math.log10(Math.max(now, 1e-300)) + 6);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses counts and bounds that are none', () => {
    expect(() => logEvidenceBelow({ failures: 3, draws: 2 }, 0.1)).toThrow(RangeError);
    expect(() => logEvidenceAbove({ failures: 0.5, draws: 2 }, 0.1)).toThrow(RangeError);
    expect(() => logEvidenceBelow({ failures: 0, draws: 2 }, 0)).toThrow('bound is 0');
    expect(() => rateSequence({ failures: 0, draws: 1 }, 1)).toThrow('confidence is 1');
  });
});

describe('an interval that holds at any stop', () => {
  it('holds the estimate, is mirrored, and contains the exact interval of a fixed number of draws', () => {
    fc.assert(
      fc.property(counts, ({ failures, draws }) => {
        fc.pre(draws > 0);
        const { estimate, low, high } = rateSequence({ failures, draws });
        const mirrored = rateSequence({ failures: draws - failures, draws });
        const exact = clopperPearson(failures, draws);
        expect(estimate).toBe(failures / draws);
        expect(1 - mirrored.high).toBeCloseTo(low, 6);
        expect(low).toBeLessThanOrEqual(exact.low + 1e-8);
        expect(high).toBeGreaterThanOrEqual(exact.high - 1e-8);
      }),
    );
  });

  it('is everything before the first draw, and shrinks towards the rate', () => {
    expect(rateSequence({ failures: 0, draws: 0 })).toEqual({ estimate: Number.NaN, low: 0, high: 1 });
    const width = (draws: number) => {
      const { low, high } = rateSequence({ failures: draws / 10, draws });
      return high - low;
    };
    expect(width(10_000)).toBeLessThan(0.025);
    expect(width(1000)).toBeLessThan(width(100));
  });
});

describe('how many clean draws are needed', () => {
  it('is the rule of three for a number that is fixed beforehand', () => {
    expect(cleanDrawsAtOnce(0.01)).toBe(299);
    expect(cleanDrawsAtOnce(0.05)).toBe(59);
    expect(cleanDrawsAtOnce(0.5)).toBe(5);
  });

  it('is about a tenth more when every draw may be looked at, and the first number that suffices', () => {
    const rule = { bound: 0.01, confidence: 0.95 };
    expect(cleanDrawsLeft({ failures: 0, draws: 0 }, rule)).toBe(328);
    expect(cleanDrawsLeft({ failures: 0, draws: 328 }, rule)).toBe(0);
    expect(logEvidenceBelow({ failures: 0, draws: 327 }, 0.01)).toBeLessThan(Math.log(20));
    expect(logEvidenceBelow({ failures: 0, draws: 328 }, 0.01)).toBeGreaterThanOrEqual(Math.log(20));
  });

  it('goes up with every failure', () => {
    const rule = { bound: 0.01, confidence: 0.95 };
    const left = [0, 1, 2, 5].map((failures) => cleanDrawsLeft({ failures, draws: 100 }, rule));
    expect(left).toEqual(left.toSorted((a, b) => a - b));
    expect(new Set(left).size).toBe(4);
  });
});
