/** Numbers about the units of a calibration set, of which windows of newest units are summed. */
export type WindowGroup = KernelGroup | ScoreGroup | ExtremesGroup;

interface Group {
  readonly name: string;
  /** Its share of belief, 0 to 1: the smaller, the rarer a sum has to be. Shares need not sum to 1. */
  readonly prior: number;
}

/** How alike units are: sums over pairs inside a window show that its units resemble each other. */
export interface KernelGroup extends Group {
  readonly kind: 'kernel';
  /** n x n, symmetric, row by row; what stands on the diagonal is not used. */
  readonly pairs: Float64Array;
  /** n numbers that are added for each unit of the window. */
  readonly own: Float64Array;
  /** Sizes of the windows, ascending. */
  readonly windows: readonly number[];
}

/** One number a unit, e.g. `normalScores`. */
export interface ScoreGroup extends Group {
  readonly kind: 'scores';
  readonly scores: Float64Array;
  /** Whether small sums are as strange as large ones. */
  readonly twoSided: boolean;
  readonly windows: readonly number[];
}

/** One number a unit, of which only the largest few of a window are summed: a change that reaches some of the units. */
export interface ExtremesGroup extends Group {
  readonly kind: 'extremes';
  readonly scores: Float64Array;
  readonly windows: readonly number[];
  /** How many of the largest are summed, ascending. */
  readonly largest: readonly number[];
}

/** One sum that is looked at: of which group, over how many units, and of how many of the largest of them. */
export interface Cell {
  readonly group: number;
  readonly window: number;
  readonly largest: number;
}

/** Sums of each cell that count as reached: from `upper` on or, where small sums are as strange, down to `lower`. */
export interface Thresholds {
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/** Sums over windows of an order of units, newest first, for all groups at once. */
export class WindowSums {
  readonly groups: readonly WindowGroup[];
  readonly cells: readonly Cell[];
  readonly units: number;
  /** Units in the largest window. */
  readonly largest: number;
  readonly #starts: readonly number[];
  readonly #top: Float64Array;
  readonly #unreachable: Thresholds;

  constructor(groups: readonly WindowGroup[]) {
    this.groups = groups;
    const cells: Cell[] = [];
    this.#starts = groups.map((group, g) => {
      const start = cells.length;
      for (const window of group.windows)
        if (group.kind !== 'extremes') cells.push({ group: g, window, largest: window });
        else for (const largest of group.largest) cells.push({ group: g, window, largest });
      return start;
    });
    this.cells = cells;
    this.units = groups.reduce(
      (n, group) => Math.max(n, (group.kind === 'kernel' ? group.own : group.scores).length),
      0,
    );
    this.largest = cells.reduce((most, { window }) => Math.max(most, window), 0);
    this.#unreachable = {
      upper: new Float64Array(cells.length).fill(Number.POSITIVE_INFINITY),
      lower: new Float64Array(cells.length).fill(Number.NEGATIVE_INFINITY),
    };
    this.#top = new Float64Array(
      1 + Math.max(0, ...cells.map(({ largest, window }) => (largest < window ? largest : 0))),
    );
  }

  /** The sum of every cell. */
  of(order: Int32Array): Float64Array {
    const values = new Float64Array(this.cells.length).fill(Number.NaN);
    this.#walk(order, this.#unreachable, values);
    return values;
  }

  /** The sums of so many random windows, by cell. */
  sample(windows: number, draw: () => Int32Array): Float64Array[] {
    const columns = this.cells.map(() => new Float64Array(windows));
    const values = new Float64Array(this.cells.length);
    for (let i = 0; i < windows; i++) {
      this.#walk(draw(), this.#unreachable, values);
      for (let cell = 0; cell < values.length; cell++) (columns[cell] as Float64Array)[i] = values[cell] as number;
    }
    return columns;
  }

  /** Whether any cell's sum is at least its threshold (in absolute value, where small sums are as strange). */
  reaches(order: Int32Array, thresholds: Thresholds): boolean {
    return this.#walk(order, thresholds);
  }

  #walk(order: Int32Array, thresholds: Thresholds, values?: Float64Array): boolean {
    for (let g = this.groups.length - 1; g >= 0; g--) {
      const group = this.groups[g] as WindowGroup;
      const start = this.#starts[g] as number;
      const isReached =
        group.kind === 'kernel'
          ? walkKernel(group, order, thresholds, start, values)
          : group.kind === 'scores'
            ? walkScores(group, order, thresholds, start, values)
            : walkExtremes(group, order, thresholds, start, this.#top, values);
      if (isReached) return true;
    }
    return false;
  }
}

function walkKernel(
  { pairs, own, windows }: KernelGroup,
  order: Int32Array,
  { upper }: Thresholds,
  start: number,
  values?: Float64Array,
): boolean {
  const n = own.length;
  let next = 0;
  let sum = 0;
  const last = windows[windows.length - 1] as number;
  for (let k = 0; k < last; k++) {
    const unit = order[k] as number;
    const row = unit * n;
    let inside = 0;
    for (let j = 0; j < k; j++) inside += pairs[row + (order[j] as number)] as number;
    sum += 2 * inside + (own[unit] as number);
    if (k + 1 !== windows[next]) continue;
    if (values !== undefined) values[start + next] = sum;
    if (sum >= (upper[start + next] as number)) return true;
    next++;
  }
  return false;
}

function walkScores(
  { scores, windows }: ScoreGroup,
  order: Int32Array,
  { upper, lower }: Thresholds,
  start: number,
  values?: Float64Array,
): boolean {
  let next = 0;
  let sum = 0;
  const last = windows[windows.length - 1] as number;
  for (let k = 0; k < last; k++) {
    sum += scores[order[k] as number] as number;
    if (k + 1 !== windows[next]) continue;
    if (values !== undefined) values[start + next] = sum;
    if (sum >= (upper[start + next] as number) || sum <= (lower[start + next] as number)) return true;
    next++;
  }
  return false;
}

function walkExtremes(
  { scores, windows, largest }: ExtremesGroup,
  order: Int32Array,
  { upper }: Thresholds,
  start: number,
  top: Float64Array,
  values?: Float64Array,
): boolean {
  const kept = largest[largest.length - 1] as number;
  top.fill(Number.NEGATIVE_INFINITY);
  let next = 0;
  const last = windows[windows.length - 1] as number;
  for (let k = 0; k < last; k++) {
    const score = scores[order[k] as number] as number;
    if (score > (top[kept - 1] as number)) {
      let place = kept - 1;
      for (; place > 0 && (top[place - 1] as number) < score; place--) top[place] = top[place - 1] as number;
      top[place] = score;
    }
    if (k + 1 !== windows[next]) continue;
    let sum = 0;
    let at = start + next * largest.length;
    for (let j = 1, l = 0; j <= kept; j++) {
      sum += top[j - 1] as number;
      if (j !== largest[l]) continue;
      if (values !== undefined) values[at] = sum;
      if (sum >= (upper[at] as number)) return true;
      at++;
      l++;
    }
    next++;
  }
  return false;
}
