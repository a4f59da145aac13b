import type { Alarm } from '../domain/verdict/verdict.ts';
import type { CohortTest } from './cohort.ts';
import { groupOf } from './cohort-tests.ts';
import type { Observation } from './detector.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { ChangeStart, DetectorState } from './detector-state.ts';
import type { RecentRun } from './recent-run.ts';
import type { RecurringRuns } from './recurring-runs.ts';

/** An alarm that is to be weighed: of which test, and whether it came together with new circumstances. */
export interface Raised {
  readonly of: CohortTest;
  readonly share: number;
  readonly cameWith?: string;
  readonly recurring?: RecurringRuns;
}

/** The alarm that a run raises: of the test that leads, of runs that recur, or of the test over all circumstances. */
export function findAlarm({ leading, recurring }: Observation): Raised | undefined {
  if (leading === undefined) return undefined;
  if (leading.of.test.isAlarm) return leading;
  if (recurring !== undefined) return { ...leading, of: ofRecurring(leading.of, recurring), recurring };
  const { circumstances } = leading.of;
  return circumstances?.all.isAlarm === true ? { ...leading, cameWith: circumstances.name } : undefined;
}

/** Some runs changed, and they are known one by one: the change is as old as the first of them. */
function ofRecurring(of: CohortTest, { name, runs }: RecurringRuns): CohortTest {
  const first = (runs[0] as RecentRun).number;
  return { ...of, group: name, channel: 'properties', since: { run: first, earliest: first, latest: first } };
}

/** When the change began that raised an alarm, as far as its runs are remembered. */
export function changeStart({ recent }: DetectorState, { since }: CohortTest): ChangeStart | undefined {
  const numbered = (number: number): RecentRun | undefined =>
    recent.find((run) => run.number >= number) ?? recent.at(-1);
  const [run, earliest, latest] = [numbered(since.run), numbered(since.earliest), numbered(since.latest)];
  return run && earliest && latest ? { run, earliest, latest } : undefined;
}

export function alarmOf({ of, share, cameWith, recurring }: Raised, { threshold }: DetectorSettings): Alarm {
  const test = cameWith === undefined ? of.test : (of.circumstances?.all ?? of.test);
  return {
    channel: of.channel,
    group: groupOf(of),
    logStatistic: recurring?.logStatistic ?? Math.log(share / test.pValue),
    logThreshold: Math.log(threshold),
  };
}
