import type { OneRunFact, RunRate } from '../domain/verdict/evidence.ts';
import { binomialCoefficient } from '../stats/labellings.ts';
import type { RecentRun } from './recent-run.ts';

/**
 * In how many runs of an endpoint that does not change, at most, one does what no reference came near. Assumed, not proven: no
 * test can learn such a rate from a few dozen runs. `test/calibration/recurring-runs.test.ts` measures it.
 */
const rate = 1e-3;
/** What this adds to the expected number of alarms: at most this share of the promise. */
const share = 0.02;

/** The same property, in so many of the newest runs, did what no reference came near. */
export interface RecurringRuns {
  /** The property or expectation, e.g. `refusal`. */
  readonly name: string;
  /** The runs, oldest first; the newest of all is the last. */
  readonly runs: readonly RecentRun[];
  /** One over the chance of this under the assumption, as a natural logarithm. */
  readonly logStatistic: number;
}

/** So many times the rate of the nearest reference (with one more such answer) marks a run; half of that is worth telling. */
const striking = 4;

/** What a run did far beyond all references, as marks that are compared with those of other runs. */
export function marksOf(facts: readonly OneRunFact[]): readonly string[] {
  return facts.flatMap(({ kind, name, count, draws, nearest }) => {
    const isMore = count * nearest.draws > nearest.count * draws;
    const [is, was] = isMore ? [count, nearest.count] : [draws - count, nearest.draws - nearest.count];
    const isStriking = is / draws >= (striking * (was + 1)) / (nearest.draws + 1);
    return isStriking ? [`${kind} ${isMore ? 'more' : 'less'} ${name}`] : [];
  });
}

/** The property or expectation that a mark is about. */
function nameIn(mark: string): string {
  return mark.split(' ').slice(2).join(' ');
}

/** Rates of the runs that a run is held against by itself; each property without runs that were marked for it. */
export function referencesIn(recent: readonly RecentRun[], changedAt?: number): (readonly RunRate[])[] {
  const changed = changedAt ?? Number.POSITIVE_INFINITY;
  return recent
    .filter(({ number, isChanged }) => number < changed && isChanged === undefined)
    .map(({ rates = [], marks = [] }) => {
      const marked = new Set(marks.map((mark) => nameIn(mark)));
      return rates.filter(({ name }) => !marked.has(name));
    });
}

/** How many marked runs among the newest 64 are an alarm at a threshold: 3 up to 10,000, 4 up to 500,000. */
export function marksForAlarm(threshold: number): number {
  let marks = 3;
  while (chanceOf(marks) > share / threshold) marks++;
  return marks;
}

/**
 * Whether the newest run is one of several with the same mark: a change that reaches only some runs, as where a balancer sends
 * whole runs to another server. Ranks alone cannot say that with few references: that the three furthest of 60 runs are among
 * the newest ten has a chance of 1 in 285. So this asks how improbable such runs are, and assumes a rate for them.
 *
 * @param recent the newest 64 runs, oldest first. @returns `undefined` where there is no alarm. Time O(runs).
 */
export function recurringRuns(recent: readonly RecentRun[], threshold: number): RecurringRuns | undefined {
  const needed = marksForAlarm(threshold);
  const found = (recent.at(-1)?.marks ?? []).map((mark) => ({
    name: nameIn(mark),
    runs: recent.filter(({ marks = [] }) => marks.includes(mark)),
  }));
  const most = found.toSorted((a, b) => b.runs.length - a.runs.length)[0];
  if (most === undefined || most.runs.length < needed) return undefined;
  return { ...most, logStatistic: -Math.log(chanceOf(most.runs.length)) };
}

/** Chance that a run and `marks` - 1 of the 63 before it are marked, if runs are independent. */
function chanceOf(marks: number): number {
  return binomialCoefficient(63, marks - 1) * rate ** marks;
}
