/**
 * Smoothed conformal p-value: where `score` ranks among earlier scores, larger being stranger, ties broken by `u`.
 *
 * Exactly uniform on (0, 1], and independent of the earlier ranks, while the scores are exchangeable, whatever their
 * distribution; no smaller than u / (n + 1).
 *
 * @param references n >= 0 earlier scores.
 * @param u uniform on (0, 1], drawn independently of the scores.
 *
 * Time O(n). Source: Vovk, Gammerman and Shafer (2005), "Algorithmic learning in a random world".
 *
 * @example smoothedRank(5, [1, 2, 3], 0.5) // 0.125
 */
export function smoothedRank(score: number, references: readonly number[], u: number): number {
  let larger = 0;
  let equal = 1; // the score itself
  for (const reference of references) {
    if (reference > score) larger++;
    else if (reference === score) equal++;
  }
  return (larger + u * equal) / (references.length + 1);
}
