/**
 * Bets against "p is uniform". Each is a density on [0, 1], so its expected value is 1 while nothing changed, and grows
 * fast under the kind of small p-values that it was made for.
 */
export type Bet = PowerBet | JumpBet | BlockBet;

/** f(p) = k p^(k-1): grows with any excess of small p-values, most of all extreme ones. 0 < `k` < 1. */
export interface PowerBet {
  readonly kind: 'power';
  readonly k: number;
}

/** f(p) = (1 - lambda) + lambda [p <= epsilon] / epsilon: a share `lambda` staked on p falling below `epsilon`. */
export interface JumpBet {
  readonly kind: 'jump';
  readonly lambda: number;
  readonly epsilon: number;
}

/**
 * A jump bet made for a change that began after `n0` runs: of the i runs since then, all rank among the i + slack most
 * extreme of n0 + i, so it stakes on p <= (i + slack) / (n0 + i). Near the best possible for gross changes.
 */
export interface BlockBet {
  readonly kind: 'block';
  readonly slack: number;
  readonly lambda: number;
}

/** What the jump and block bets pay. */
export function jumpPayoff(pValue: number, lambda: number, epsilon: number): number {
  return 1 - lambda + (pValue <= epsilon ? lambda / epsilon : 0);
}

/** What the power bet pays. */
export function powerPayoff(pValue: number, k: number): number {
  return k * pValue ** (k - 1);
}

/** A bet with its share of the mixture. Shares sum to 1. */
export interface WeightedBet {
  readonly bet: Bet;
  readonly weight: number;
}

const jumpGrid = [0.3, 0.9].flatMap((lambda) =>
  [0.01, 0.03, 0.1, 0.25].map((epsilon): WeightedBet => ({ bet: { kind: 'jump', lambda, epsilon }, weight: 0.015 })),
);

/**
 * The mixture that the detector bets with: mostly on a change that stays once it is there, gross (no slack) or less so
 * (more slack), some on changes that reach only a share of the runs (small lambda) or only shift the ranks (large epsilon,
 * power).
 */
export const defaultBets: readonly WeightedBet[] = [
  { bet: { kind: 'block', slack: 0, lambda: 0.97 }, weight: 0.25 },
  { bet: { kind: 'block', slack: 0.5, lambda: 0.9 }, weight: 0.15 },
  { bet: { kind: 'block', slack: 1, lambda: 0.8 }, weight: 0.15 },
  { bet: { kind: 'block', slack: 2, lambda: 0.8 }, weight: 0.15 },
  { bet: { kind: 'block', slack: 4, lambda: 0.8 }, weight: 0.1 },
  ...jumpGrid,
  { bet: { kind: 'power', k: 0.1 }, weight: 0.04 },
  { bet: { kind: 'power', k: 0.3 }, weight: 0.04 },
];
