import { sortedQuantile } from '../../stats/median-mad.ts';
/** Bins of a number that two samples share, and what is said of each sample. */
export interface Histogram {
  /** One more than there are bins. What lies beyond the outer ones is counted in them. */
  readonly edges: readonly number[];
  readonly shares: readonly (readonly number[])[];
}

const mostBins = 24;

/**
 * Histograms of several samples over bins of equal width, from the 1st to the 99th percentile of all of them together, so
 * that one answer of a million characters does not press all others into one bin.
 *
 * @param samples finite numbers, at least one in all of them together; a sample may be empty, and has shares of 0 then.
 */
export function histograms(samples: readonly (readonly number[])[]): Histogram {
  const all = samples.flat().sort((a, b) => a - b);
  const [low, high] = [quantileOrZero(all, 0.01), quantileOrZero(all, 0.99)];
  const isWhole = all.every(Number.isInteger);
  const span = high - low;
  if (span === 0) return { edges: [low, low + 1], shares: samples.map((one) => [one.length === 0 ? 0 : 1]) };
  // Percentiles of whole numbers lie between them.
  const bins = Math.min(
    mostBins,
    Math.max(4, isWhole ? Math.floor(span) : mostBins),
    Math.ceil(2 * Math.sqrt(all.length)) + 1,
  );
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + (span * i) / bins);
  return { edges, shares: samples.map((one) => sharesOf(one, low, span / bins, bins)) };
}

function sharesOf(sample: readonly number[], low: number, width: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of sample) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count) => (sample.length === 0 ? 0 : count / sample.length));
}

/** Mean, and the quantiles at 10, 25, 50, 75 and 90 %. */
export function summarize(sample: readonly number[]) {
  const sorted = [...sample].sort((a, b) => a - b);
  const mean = sorted.length === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return {
    count: sorted.length,
    mean,
    quantiles: [0.1, 0.25, 0.5, 0.75, 0.9].map((at) => quantileOrZero(sorted, at)),
  };
}

/** 0 of none: a side without answers is shown as well. */
function quantileOrZero(sorted: readonly number[], at: number): number {
  return sorted.length === 0 ? 0 : sortedQuantile(sorted, at);
}
