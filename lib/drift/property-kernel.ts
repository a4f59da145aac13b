/**
 * How alike runs are in numbers of their goldens: products of standardised columns. Missing values and columns that never
 * vary have no say.
 *
 * @param columns one array of n values each (NaN where missing), in units of their own spread, about 0.
 * @returns n x n, row by row.
 *
 * Time O(n^2 columns).
 */
export function productKernel(columns: readonly Float64Array[], n: number): Float64Array {
  const kernel = new Float64Array(n * n);
  for (const column of columns)
    for (let i = 0; i < n; i++) {
      const a = column[i] as number;
      if (a === 0) continue;
      for (let j = 0; j <= i; j++) kernel[i * n + j] = (kernel[i * n + j] as number) + a * (column[j] as number);
    }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) kernel[j * n + i] = kernel[i * n + j] as number;
  return kernel;
}
