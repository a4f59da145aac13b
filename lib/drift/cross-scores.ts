import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';
import { LikelierAfter } from './likelier-after.ts';
import { growOutputTree } from './output-tree.ts';

/** A draw and the index of its run. */
export interface OneDraw {
  readonly run: number;
  readonly draw: Draw;
}

/** The share of events learned without it that a draw belongs to, 0 to 1. */
export interface Score {
  readonly run: number;
  readonly score: number;
}

/** All draws of a golden, run by run. */
export function drawsOf(runs: readonly ObservedRun[], golden: string): OneDraw[] {
  return runs.flatMap(({ goldens }, run) => (goldens.get(golden) ?? []).map((draw) => ({ run, draw })));
}

const mostFolds = 10;

/**
 * Scores each draw by events that were learned without it: 1 if it is in them, 0 if not. Both sides are held out in
 * equal parts, so that under no change the scores of both sides have one mean. `undefined` where one side has no draw
 * or neither side has anything to learn from.
 */
export function crossScores(
  before: readonly OneDraw[],
  after: readonly OneDraw[],
): readonly [readonly Score[], readonly Score[]] | undefined {
  if (before.length === 0 || after.length === 0) return undefined;
  const sides = [splitSide(before), splitSide(after)] as const;
  const parts = sides.map(({ parts }) => parts).filter((count) => count > 1);
  if (parts.length === 0) return undefined;
  const folds = Math.min(mostFolds, ...parts);

  const draws = [...before, ...after];
  const counts = new LikelierAfter(growOutputTree(draws.map(({ draw }) => draw)));
  // A side of one part is never learned from, and measured in every fold.
  const heldOut = draws.map((_, i) => {
    const [side, index] = i < before.length ? [sides[0], i] : [sides[1], i - before.length];
    return side.parts === 1 ? -1 : (side.partOf[index] as number) % folds;
  });
  const isAfter = (draw: number) => draw >= before.length;
  draws.forEach((_, i) => {
    if (heldOut[i] !== -1) counts.add(i, isAfter(i), 1);
  });

  const sums = new Float64Array(draws.length);
  for (let fold = 0; fold < folds; fold++) {
    const measured = draws.map((_, i) => i).filter((i) => heldOut[i] === fold || heldOut[i] === -1);
    const learned = measured.filter((i) => heldOut[i] === fold);
    for (const i of learned) counts.add(i, isAfter(i), -1);
    counts.gatherRare();
    for (const i of measured) sums[i] = (sums[i] as number) + isIn(counts.logRatio(i));
    for (const i of learned) counts.add(i, isAfter(i), 1);
  }
  const scores = draws.map(({ run }, i) => ({
    run,
    score: (sums[i] as number) / (heldOut[i] === -1 ? folds : 1),
  }));
  return [scores.slice(0, before.length), scores.slice(before.length)];
}

/** Whether an output is in the event "likelier after than before"; half, where it is as likely. */
function isIn(logRatio: number): number {
  if (Math.abs(logRatio) < 1e-9) return 0.5;
  return logRatio > 0 ? 1 : 0;
}

/** Parts of a side that are held out together: runs, or the draws of a single run. */
function splitSide(draws: readonly OneDraw[]): { readonly parts: number; readonly partOf: readonly number[] } {
  const runs = [...new Set(draws.map(({ run }) => run))];
  if (runs.length === 1) return { parts: draws.length, partOf: draws.map((_, i) => i) };
  const part = new Map(runs.map((run, i) => [run, i]));
  return { parts: runs.length, partOf: draws.map(({ run }) => part.get(run) as number) };
}
