import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplerSeed } from '../../../lib/demo/model-server/seeds.ts';

describe('sampler seeds', () => {
  it('are 32 bits and the same for the same seed and draw', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat({ max: 127 }), (seed, stream) => {
        const derived = samplerSeed(seed, stream);
        expect(derived).toBe(samplerSeed(seed, stream));
        expect(Number.isInteger(derived) && derived >= 0 && derived < 0xffffffff).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it('differ between seeds, draws, signs and seeds that agree in their low 32 bits', () => {
    const seeds = [0, 1, 2, -1, -2, 2 ** 32, 2 ** 32 + 1, 2 ** 40, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    const derived = seeds.flatMap((seed) => [0, 1, 2, 3].map((stream) => samplerSeed(seed, stream)));
    expect(new Set(derived).size).toBe(derived.length);
  });
});
