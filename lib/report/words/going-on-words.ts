import type { Explanation } from '../../domain/verdict/explanation.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { percentWithInterval, plural } from './format.ts';
import { utcTime } from './time.ts';

/**
 * How far the answers of the newest runs are from the baseline, beside the average since the change began, which hides a
 * return. Nothing where the newest runs are not told apart.
 */
export function newestWords(explanation: Pick<Explanation, 'newest' | 'effect' | 'effectNewest'>): string {
  const { newest } = explanation;
  return newest === undefined ? '' : `newest ${plural(newest.runs, 'run')}: ${effectNow(explanation)}`;
}

/** `looks like the baseline since 26 Nov 2026 08:26 UTC, run …; resolved after 2 more runs like it at the earliest` */
export function looksBackWords(verdict: Verdict): string {
  if (verdict.kind !== 'drift-detected' || verdict.looksBack === undefined) return '';
  const { run, at, runs, moreRuns } = verdict.looksBack;
  return `looks like the baseline again since ${utcTime(at)}, run ${run} (${plural(runs, 'run')}), which is not certain yet; resolved after ${moreRuns} more like ${runs === 1 ? 'it' : 'them'} at the earliest`;
}

function effectNow({ effect, effectNewest }: Pick<Explanation, 'effect' | 'effectNewest'>): string {
  const since = effect === undefined ? '' : `; since the change ${percentWithInterval(effect)}`;
  if (effectNewest === undefined || effectNewest.low <= 0)
    return `so few cannot show a difference by themselves${since}`;
  return `${percentWithInterval(effectNewest)} of answers differ from the baseline${since}`;
}
