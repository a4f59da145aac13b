import { inverseIncompleteBeta } from './beta.ts';

/** Ranks that are looked at; the chance of error is split over them. */
const looks = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/**
 * p-value against a reference that no longer grows. Ranks against one fixed sample are not independent of each other:
 * an unlucky sample makes all of them too small. So the rank is replaced by a bound that holds for all later runs
 * together, whatever the distribution, in all but a share `risk` of references.
 *
 * @param references n >= 1 scores, independent draws from the null.
 * @param risk chance that this reference is too unlucky for the bound, 0 to 1.
 * @returns a p-value that is valid conditionally on the reference; 1 where the score is not extreme.
 *
 * Time O(n). Source: order statistics of a uniform sample are Beta(k, n + 1 - k); a union bound over `looks`.
 */
export function frozenRank(score: number, references: readonly number[], risk: number): number {
  const atLeast = references.reduce((count, reference) => count + (reference >= score ? 1 : 0), 0);
  return frozenBounds(references.length, risk).find(({ k }) => k > atLeast)?.pValue ?? 1;
}

/** The bound for each look: with the score beyond all but k - 1 of n references, p is at most `pValue`. */
export function frozenBounds(n: number, risk: number): readonly { readonly k: number; readonly pValue: number }[] {
  const usable = looks.filter((k) => k <= n);
  return usable.map((k) => ({ k, pValue: inverseIncompleteBeta(1 - risk / usable.length, k, n - k + 1) }));
}
