import { goldenOfStep } from '../../domain/golden/golden-key.ts';
import type { ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import { goldenTicket } from '../../drift/golden-panel.ts';

/** Runs around a change that are at hand at once, at most. */
const runsAtHand = 80;

/** Draws of all of them together: some 300 MB. */
const mostDraws = 200_000;

/**
 * Takes the goldens out of a run that a change is measured and explained with: all of them, up to 2,500 draws a run, and
 * otherwise a random sample that is the same in every run, so that memory does not grow with their number. An average over
 * goldens stays unbiased; that a golden moved may be missed. The detector's own sample (`goldenPanel`) goes by the same tickets.
 *
 * @example 10,000 goldens drawn twice: 1,250 of them.
 */
export function goldenSample({ endpoint, planned }: Pick<RunRecord, 'endpoint' | 'planned'>) {
  const share = shareOf(planned);
  const known = new Map<string, boolean>();
  const isKept = (key: string): boolean => {
    const golden = goldenOfStep(key); // in the sample when it is edited as well, and with all of its steps
    const before = known.get(golden);
    if (before !== undefined) return before;
    const isIn = goldenTicket(endpoint, golden) < share;
    known.set(golden, isIn);
    return isIn;
  };
  const ofRun = (run: ObservedRun): ObservedRun => {
    if (share >= 1) return run;
    const goldens = new Map([...run.goldens].filter(([golden]) => isKept(golden)));
    const { asked } = run;
    return { ...run, goldens, ...(asked && { asked: new Map([...asked].filter(([golden]) => isKept(golden))) }) };
  };
  return { isKept: (key: string) => share >= 1 || isKept(key), ofRun };
}

/** What an explanation says where it was made from a sample: of how many goldens. */
export function sampledFrom({ planned }: Pick<RunRecord, 'planned'>, answered: number): { sampleOf?: number } {
  return shareOf(planned) >= 1 || answered === 0 ? {} : { sampleOf: answered };
}

/** Of the goldens of a run with so many draws. */
function shareOf(planned: number): number {
  return mostDraws / (runsAtHand * Math.max(1, planned));
}
