import type { PlantedChange } from '../domain/project/plan-report.ts';
import type { Random } from '../domain/random.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import type { Parting } from './answer-paths.ts';
import { type NearTie, tilted } from './first-token.ts';
import type { DrawnRun, Material } from './material.ts';

/** What changes are planted with. */
export interface Planting {
  readonly change: PlantedChange;
  /** Where the answers of each golden part, by key. */
  readonly partings: ReadonlyMap<string, Parting>;
  readonly halved: Material['halved'];
  /** Answers to the same goldens that something else gave, by key, in random order; for `mixed`. */
  readonly others?: ReadonlyMap<string, readonly Draw[]>;
  readonly random: Random;
}

/** One golden's answers, run by run; changed in place. */
type Rows = (Draw[] | undefined)[];

/**
 * Runs as they would be after a change. Runs behind the first `count` are a stock: answers are exchanged with it and with later
 * runs, never copied, so that none comes twice because it was simulated; only where all answers are one unit, which come again anyway.
 *
 * @param runs in random order, none of them in the baseline; the first `count` are changed and returned.
 */
export function plantChange(runs: readonly DrawnRun[], count: number, planting: Planting): DrawnRun[] {
  const changed = runs
    .slice(0, count)
    .map(({ run }) => ({ run: `changed ${run}`, goldens: new Map<string, Draw[]>() }));
  for (const key of new Set(runs.flatMap(({ goldens }) => [...goldens.keys()]))) {
    const rows: Rows = runs.map(({ goldens }) => goldens.get(key)?.slice());
    plant(rows, key, count, planting);
    for (const [i, { goldens }] of changed.entries()) {
      const draws = rows[i];
      if (draws !== undefined) goldens.set(key, draws);
    }
  }
  return changed;
}

function plant(rows: Rows, key: string, count: number, planting: Planting): void {
  const { change, partings, halved, others, random } = planting;
  const parting = partings.get(key);
  if (change.kind === 'halved')
    for (let run = 0; run < count; run++) rows[run] = rows[run]?.map((draw) => halved(key, draw));
  else if (change.kind === 'mixed') mix(rows, count, change.share, others?.get(key) ?? [], random);
  else if (parting?.tie !== undefined) tilt(rows, count, change.times, parting.tie);
  else if (parting !== undefined) multiplyOdds(rows, count, change.times, parting, random);
}

/** Moves the log-probabilities of first tokens. A draw in other words takes its other numbers from one of the same golden. */
function tilt(rows: Rows, count: number, times: number, tie: NearTie): void {
  const said = new Map(rows.flatMap((row = []) => row.map((draw) => [draw.text.trim(), draw])));
  for (let run = 0; run < count; run++)
    rows[run] = rows[run]?.map((draw) => tilted(draw, tie, times, (token) => said.get(token.trim())));
}

/**
 * Multiplies the odds of the less common way by exchanging answers that go another way for later ones that go it. With p its
 * share, the odds are k times as large when each answer of the others moves with probability (k - 1) p / (1 + (k - 1) p).
 */
function multiplyOdds(rows: Rows, count: number, times: number, parting: Parting, random: Random): void {
  const { taken, others } = parting;
  const share = taken.size / (taken.size + others.size);
  const moves = ((times - 1) * share) / (1 + (times - 1) * share);
  if (parting.isOneUnit) {
    const ways = [...taken];
    const other = () => ways[Math.floor(random() * ways.length)] as Draw;
    for (let run = 0; run < count; run++)
      rows[run] = rows[run]?.map((draw) => (others.has(draw) && random() < moves ? other() : draw));
    return;
  }
  const stock = places(rows, (draw) => taken.has(draw)); // earliest first, so that the last come from the stock
  for (let run = 0; run < count; run++) {
    const row = rows[run] ?? [];
    for (const [i, draw] of row.entries()) {
      if (!others.has(draw) || random() >= moves) continue;
      const from = stock.pop();
      if (from === undefined || from.run <= run) return;
      const there = rows[from.run] as Draw[];
      [row[i], there[from.i]] = [there[from.i] as Draw, draw];
    }
  }
}

function places(rows: Rows, is: (draw: Draw) => boolean): { readonly run: number; readonly i: number }[] {
  return rows.flatMap((row = [], run) => row.flatMap((draw, i) => (is(draw) ? [{ run, i }] : [])));
}

/** Answers of something else in the place of a share of them; each once. */
function mix(rows: Rows, count: number, share: number, others: readonly Draw[], random: Random): void {
  const left = others.slice();
  for (const row of rows.slice(0, count))
    for (let i = 0; i < (row?.length ?? 0); i++) {
      const other = random() < share ? left.pop() : undefined;
      if (row !== undefined && other !== undefined) row[i] = other;
    }
}
