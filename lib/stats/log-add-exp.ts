/** ln(exp(a) + exp(b)). */
export function logAddExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  return Number.isFinite(larger) ? larger + Math.log1p(Math.exp(Math.min(a, b) - larger)) : larger;
}
