/**
 * The answers of a run to a golden as rows of units, for a model of what comes next: 16-bit hashes of the units of each draw,
 * 0 behind each draw. Two units of one golden that share a hash are taken for one, which costs a little power.
 */
export type UnitRows = Uint16Array;

/** Units of a draw that are kept, at most. */
const longest = 64;
/** Units of a whole run that are kept, at most: 5 kB. */
const mostOfRun = 2560;
/** With fewer units of each draw than this, mean sketches tell as much. */
const fewest = 24;

/** Units of each draw that are kept in runs of so many draws; 0 for large panels, of which sketches tell enough. */
export function unitsPerDraw(draws: number): number {
  const share = Math.floor(mostOfRun / Math.max(1, draws));
  return share < fewest ? 0 : Math.min(longest, share);
}

/** @param draws answers as `textUnits`. */
export function unitRows(draws: readonly Uint32Array[]): UnitRows {
  const kept = draws.map((units) => units.subarray(0, longest));
  const rows = new Uint16Array(kept.reduce((sum, { length }) => sum + length + 1, 0));
  let at = 0;
  for (const units of kept) {
    for (const unit of units) rows[at++] = unit & 0xffff || 1;
    at++;
  }
  return rows;
}

/** The first so many units of each draw. */
export function cutRows(rows: UnitRows, perDraw: number): UnitRows {
  if (perDraw === 0) return new Uint16Array();
  const kept: number[] = [];
  let inDraw = 0;
  for (const unit of rows) {
    if (unit === 0 || inDraw < perDraw) kept.push(unit);
    inDraw = unit === 0 ? 0 : inDraw + 1;
  }
  return Uint16Array.from(kept);
}
