/**
 * Products of sketches as they are stored, apart from the mean of their golden, low and high bytes apart: high bytes hardly
 * vary, and are compressed to a third.
 */
export interface StoredProducts {
  /** A mean for each golden. */
  readonly means: Int16Array;
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

/** @param products pair after pair, each golden by golden. Time O(products). */
export function splitProducts(products: Int16Array, goldens: number): StoredProducts {
  const sums = new Float64Array(goldens);
  for (let i = 0, golden = 0; i < products.length; i++) {
    sums[golden] = (sums[golden] as number) + (products[i] as number);
    if (++golden === goldens) golden = 0;
  }
  const pairs = Math.max(1, products.length / goldens);
  const means = Int16Array.from(sums, (sum) => Math.round(sum / pairs));
  const [low, high] = [new Uint8Array(products.length), new Uint8Array(products.length)];
  for (let i = 0, golden = 0; i < products.length; i++) {
    const rest = (products[i] as number) - (means[golden] as number);
    low[i] = rest;
    high[i] = rest >> 8;
    if (++golden === goldens) golden = 0;
  }
  return { means, low, high };
}

/** The products that were split. What does not fit into 16 bits between a product and its mean wraps around, both ways. */
export function joinProducts({ means, low, high }: StoredProducts): Int16Array {
  const products = new Int16Array(low.length);
  const goldens = means.length;
  for (let i = 0, golden = 0; i < products.length; i++) {
    products[i] = (((high[i] as number) << 8) | (low[i] as number)) + (means[golden] as number);
    if (++golden === goldens) golden = 0;
  }
  return products;
}
