import { medianMad } from '../stats/median-mad.ts';

/** Location and scale of each column, to standardise by. */
export interface Scales {
  readonly location: Float64Array;
  /** 0 where a column never varies: its standardised value is 0. */
  readonly scale: Float64Array;
}

/** Mean and standard deviation of every column, over the values that are there. */
export function columnScales(rows: readonly Float64Array[]): Scales {
  const columns = rows[0]?.length ?? 0;
  const location = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    let count = 0;
    let sum = 0;
    for (const row of rows) {
      const value = row[column] as number;
      if (!Number.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    if (count < 2) continue;
    const mean = sum / count;
    let squares = 0;
    for (const row of rows) {
      const value = row[column] as number;
      if (!Number.isNaN(value)) squares += (value - mean) ** 2;
    }
    const deviation = Math.sqrt(squares / count);
    location[column] = mean;
    // Under this, it is rounding in sums of equal numbers.
    scale[column] = deviation > 1e-9 * (1 + Math.abs(mean)) ? deviation : 0;
  }
  return { location, scale };
}

/**
 * Median and scaled median absolute deviation of every column, which changed runs among the others hardly move; the
 * standard deviation where most values are equal.
 *
 * @param bimodal columns whose values come in groups far apart. Their median absolute deviation is that of the largest
 * group alone and would put every run of another group many deviations out, so there the standard deviation is the scale
 * where it is larger.
 */
export function robustScales(rows: readonly Float64Array[], bimodal: ReadonlySet<number> = new Set()): Scales {
  const columns = rows[0]?.length ?? 0;
  const location = new Float64Array(columns);
  const scale = new Float64Array(columns);
  const plain = columnScales(rows);
  for (let column = 0; column < columns; column++) {
    const { median, mad } = medianMad(rows.map((row) => row[column] as number));
    const deviation = plain.scale[column] as number;
    location[column] = median;
    scale[column] = mad > 1e-9 * (1 + Math.abs(median)) ? mad : deviation;
    if (bimodal.has(column)) scale[column] = Math.max(scale[column] as number, deviation);
  }
  return { location, scale };
}

/** Standardises a row in place; missing values and columns that never vary become 0. */
export function standardise(row: Float64Array, { location, scale }: Scales): Float64Array {
  for (let column = 0; column < row.length; column++) {
    const value = row[column] as number;
    const spread = scale[column] as number;
    row[column] = spread > 0 && !Number.isNaN(value) ? (value - (location[column] as number)) / spread : 0;
  }
  return row;
}
