import { describe, expect, it } from 'vitest';
import { Served, type ServedInput } from '../../../lib/demo/model-server/served.ts';
import { Serving } from '../../../lib/demo/model-server/serving.ts';
import { seededRandom } from '../../../lib/domain/random.ts';

function servingOf(served: ServedInput, now: () => number = () => 0) {
  return new Serving(Served.parse(served), { periodMs: 100, random: seededRandom('serving'), now });
}

const variants = (serving: Serving, requests: number) => Array.from({ length: requests }, () => serving.pick().variant);

describe('what is served', () => {
  it('is a variant with all the rest at its default', () => {
    expect(Served.parse('update')).toEqual({ variant: 'update', scale: 1, numerics: 'flash' });
  });

  it('has a dial only where there is an adapter', () => {
    expect(Served.parse({ variant: 'update', scale: 0.5 }).scale).toBe(0.5);
    expect(Served.safeParse({ variant: 'quantized', scale: 0.5 }).error?.issues[0]?.path).toEqual(['scale']);
  });

  it('changes at once for everybody', () => {
    const serving = servingOf('pinned');
    expect(new Set(variants(serving, 50))).toEqual(new Set(['pinned']));
    serving.change(Served.parse('update'), 1);
    expect(new Set(variants(serving, 50))).toEqual(new Set(['update']));
    expect(serving.backends().map(({ variant }) => variant)).toEqual(['update']);
  });

  it('reaches a share of requests in a rollout, and none after a rollback', () => {
    const serving = servingOf('pinned');
    serving.change(Served.parse('update'), 0.3);
    const reached = variants(serving, 2000).filter((variant) => variant === 'update').length;
    // Seeded, so it passes or fails always; over seeds, 4 standard errors are missed in 1 of 16,000.
    expect(Math.abs(reached / 2000 - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 2000));
    expect(serving.backends().map(({ variant }) => variant)).toEqual(['pinned', 'update']);
    serving.change(Served.parse('update'), 0);
    expect(new Set(variants(serving, 50))).toEqual(new Set(['pinned']));
    expect(serving.state).toEqual({ stable: Served.parse('pinned') });
  });

  it('widens a rollout without touching what the rest get', () => {
    const serving = servingOf('pinned');
    serving.change(Served.parse('update'), 0.1);
    serving.change(Served.parse('update'), 0.5);
    expect(serving.state.stable.variant).toBe('pinned');
  });

  it('keeps shifting numerics of one kind within a period, and shows both over many', () => {
    let now = 0;
    const serving = servingOf({ variant: 'pinned', numerics: 'shifting' }, () => now);
    const periods = Array.from({ length: 200 }, (_, period) => {
      const within = [0, 50, 99].map((offset) => {
        now = period * 100 + offset;
        return serving.pick().flashAttention;
      });
      expect(new Set(within).size).toBe(1);
      return within[0];
    });
    const flash = periods.filter((on) => on).length;
    expect(flash).toBeGreaterThan(60); // a fair coin over 200 periods: 60 or fewer in 1 of 100 million
    expect(flash).toBeLessThan(140);
    expect(serving.backends()).toHaveLength(2);
  });
});
