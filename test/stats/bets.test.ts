import { describe, expect, it } from 'vitest';
import { type Bet, defaultBets, jumpPayoff, powerPayoff } from '../../lib/stats/bets.ts';

/** Mean payoff under uniform p, by the midpoint rule in s = p^(1/power): powers of p near 0 become smooth there. */
function integral(payoff: (p: number) => number, power = 1): number {
  const steps = 200_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const s = (i + 0.5) / steps;
    sum += payoff(s ** power) * power * s ** (power - 1);
  }
  return sum / steps;
}

function payoffOf(bet: Bet): (p: number) => number {
  if (bet.kind === 'power') return (p) => powerPayoff(p, bet.k);
  if (bet.kind === 'jump') return (p) => jumpPayoff(p, bet.lambda, bet.epsilon);
  return (p) => jumpPayoff(p, bet.lambda, (3 + bet.slack) / (24 + 3)); // three runs after 24
}

describe('a bet', () => {
  it.each(defaultBets.map(({ bet }) => bet))('pays 1 on average while p is uniform: %o', (bet) => {
    expect(integral(payoffOf(bet), bet.kind === 'power' ? 1 / bet.k : 1)).toBeCloseTo(1, 4);
  });

  it('never takes more than its stake, whatever comes', () => {
    for (const { bet } of defaultBets)
      for (const p of [Number.MIN_VALUE, 1e-9, 0.3, 1]) {
        expect(payoffOf(bet)(p)).toBeGreaterThan(0);
        expect(payoffOf(bet)(p)).toBeLessThan(Number.POSITIVE_INFINITY);
      }
  });

  it('pays where it says: at epsilon still, beyond it not', () => {
    expect(jumpPayoff(0.1, 0.8, 0.1)).toBeCloseTo(8.2, 12);
    expect(jumpPayoff(0.100001, 0.8, 0.1)).toBeCloseTo(0.2, 12);
  });

  it('stands in a mixture whose shares sum to 1', () => {
    expect(defaultBets.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...defaultBets.map(({ weight }) => weight))).toBeGreaterThan(0);
  });
});
