import type { ObservedRun } from '../domain/run/observed-run.ts';
import { outputText } from './text-units.ts';

/**
 * If the change reaches only some requests, the share of them that shows it, at least: how much oftener than before an
 * answer is one that no other run before the change gave. Where every answer is new anyway (free text at a high
 * temperature) nothing can be said, and the share is 0.
 *
 * @returns 0 to 1.
 *
 * Time O(draws). Assumes that a changed request gives an answer that the old model never gave.
 */
export function trafficShare(before: readonly ObservedRun[], after: readonly ObservedRun[]): number {
  const runsOf = new Map<string, Set<number>>();
  before.forEach((run, i) => {
    for (const output of outputs(run)) runsOf.set(output, (runsOf.get(output) ?? new Set()).add(i));
  });
  const was = share(before, (output, run) => (runsOf.get(output)?.size ?? 0) === (run === undefined ? 0 : 1));
  const is = share(after, (output) => !runsOf.has(output));
  return was >= 1 ? 0 : Math.max(0, Math.min(1, (is - was) / (1 - was)));
}

function share(runs: readonly ObservedRun[], isNew: (output: string, run: number) => boolean): number {
  let fresh = 0;
  let count = 0;
  runs.forEach((run, i) => {
    for (const output of outputs(run)) {
      count++;
      if (isNew(output, i)) fresh++;
    }
  });
  return count === 0 ? 0 : fresh / count;
}

function outputs({ goldens }: ObservedRun): string[] {
  return [...goldens].flatMap(([golden, draws]) => draws.map((draw) => `${golden}\0${outputText(draw)}`));
}
