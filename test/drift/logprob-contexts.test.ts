import { describe, expect, it } from 'vitest';
import { logprobValues } from '../../lib/drift/logprob-contexts.ts';
import { draw } from './simulated.ts';

describe('log-probabilities of a golden and run', () => {
  it('have a mean, and a tail that likely tokens say nothing of', () => {
    const { mean, tail } = logprobValues([draw('a b', { logprobs: [-1, -3] }), draw('c', { logprobs: [-0.5] })]);
    expect(mean).toBe(-1.5);
    expect(tail).toBeCloseTo((-2 - 3 - 2) / 3, 6);
  });

  it('are not outweighed by one that the API does not tell', () => {
    const { mean, tail, chosen } = logprobValues([draw('a b', { logprobs: [-1, -9999] })]);
    expect([mean, tail]).toEqual([-10.5, -11]);
    expect([...chosen.values]).toEqual([-1, -20]);
  });

  it('are NaN where there are none', () => {
    expect(logprobValues([draw('a')])).toMatchObject({ mean: Number.NaN, tail: Number.NaN });
  });
});
