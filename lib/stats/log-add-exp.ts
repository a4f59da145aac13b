/**
 * ln(exp(a) + exp(b)).
 *
 * @example logAddExp(0, 0) // 0.693147
 */
export function logAddExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  return Number.isFinite(larger) ? larger + Math.log1p(Math.exp(Math.min(a, b) - larger)) : larger;
}
