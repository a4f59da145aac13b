import type { ObservedRun } from '../domain/run/observed-run.ts';
import { countProperties, rateChanges } from './rate-changes.ts';

/** Where greedy decoding takes another path, some answers become longer and are cut off: that is numerics, not structure. */
const aboutLength: ReadonlySet<string> = new Set(['stop']);

/**
 * Whether refusals, JSON, tool calls, empty answers or failed expectations changed, however few answers did: the change is
 * of practical weight then, below any floor on the effect. So it is when
 *
 * - at least 2 draws in at least 2 runs show what their golden, in at least 20 draws, never showed before, as for
 *   tripwires;
 * - or a rate that is pooled over goldens has exact 95 % intervals before and after that have nothing in common.
 *
 * A judgement on the weight of a change that other evidence has found, not a test of whether there is one: over many
 * properties and goldens, rare events alone would fulfil it now and then.
 *
 * @param before runs before the change.
 * @param after runs since.
 */
export function hasStructuredChange(before: readonly ObservedRun[], after: readonly ObservedRun[]): boolean {
  return isNew(before, after) || haveParted(before, after);
}

const enough = { draws: 2, runs: 2, drawsBefore: 20 };

function isNew(before: readonly ObservedRun[], after: readonly ObservedRun[]): boolean {
  const goldens = new Set(after.flatMap((run) => [...run.goldens.keys()]));
  const newIn = new Map<string, number>();
  for (const golden of goldens) {
    const was = countProperties(only(golden, before));
    for (const run of after)
      for (const [name, { count, draws }] of countProperties(only(golden, [run]))) {
        const past = was.get(name);
        if (aboutLength.has(name) || past === undefined || past.draws < enough.drawsBefore) continue;
        const fresh = past.count === 0 ? count : past.count === past.draws ? draws - count : 0;
        if (fresh > 0) newIn.set(run.run, (newIn.get(run.run) ?? 0) + fresh);
      }
  }
  const draws = [...newIn.values()].reduce((sum, count) => sum + count, 0);
  return newIn.size >= enough.runs && draws >= enough.draws;
}

function haveParted(before: readonly ObservedRun[], after: readonly ObservedRun[]): boolean {
  return rateChanges(before, after).some(
    ({ name, kind, before: was, after: is }) =>
      !(kind === 'property' && aboutLength.has(name)) && (is.low > was.high || was.low > is.high),
  );
}

function only(golden: string, runs: readonly ObservedRun[]): ObservedRun[] {
  return runs.flatMap((run) => {
    const draws = run.goldens.get(golden);
    return draws === undefined ? [] : [{ ...run, goldens: new Map([[golden, draws]]) }];
  });
}
