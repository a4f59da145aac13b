import { defaultBets } from '../stats/bets.ts';
import { newShiryaevRoberts, shiryaevRobertsStep } from '../stats/shiryaev-roberts.ts';
import { alarmShare } from './detector-settings.ts';

const longest = 64;

/**
 * Runs in which the grossest change could alarm, beginning with the next run: every run after it ranks among the changed
 * ones only. No method that assumes nothing about the outputs can do it in fewer runs m than make C(references + m, m)
 * reach the threshold; betting costs a little more.
 *
 * @param smallest the smallest rank that a run can get, where the reference is frozen; changed runs do not join it then.
 * @returns 1 to 64; `undefined` if not even 64 runs would do.
 */
export function earliestAlarm(references: number, threshold: number, smallest = 0): number | undefined {
  let state = newShiryaevRoberts(defaultBets);
  for (let run = 1; run <= longest; run++) {
    const before = smallest > 0 ? references : references + run - 1;
    const rank = Math.max(smallest, run / 2 / (before + 1));
    const step = shiryaevRobertsStep(state, rank, { before, run, smallest }, defaultBets);
    if (step.logStatistic >= Math.log(alarmShare * threshold)) return run;
    state = step.state;
  }
  return undefined;
}

/** The smallest baseline with which a gross change alarms within `runs` runs; what an endpoint needs to be armed. */
export function baselineFor(threshold: number, runs: number): number {
  let references = 5;
  while ((earliestAlarm(references, threshold) ?? Number.POSITIVE_INFINITY) > runs) references++;
  return references;
}
