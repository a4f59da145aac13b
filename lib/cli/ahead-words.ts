import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { everySecondsOf } from '../domain/project/run-schedule.ts';
import type { GoldensAhead } from '../domain/verdict/goldens-ahead.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import type { Ahead } from '../monitor/look-ahead.ts';
import { changeAheadWords, goldensAheadWords, misdatedWords } from '../report/words/change-words.ts';

/** What is to be known before the next run of an endpoint, a sentence each. */
export function aheadWords(
  endpoint: Endpoint,
  { change, misdated }: Pick<Ahead, 'change' | 'misdated'>,
  project: ProjectFile,
  edits?: GoldensAhead,
): string[] {
  const { baselineRuns } = judgingSettings(endpoint, project);
  const everySeconds = everySecondsOf(endpoint, project);
  return [
    ...(change === undefined ? [] : [changeAheadWords(change, { baselineRuns, everySeconds })]),
    // Another configuration begins a baseline of all goldens, or goes on with one that had its own.
    ...(change !== undefined || edits === undefined ? [] : [goldensAheadWords(edits, { baselineRuns, everySeconds })]),
    ...(misdated === 0 ? [] : [misdatedWords(misdated)]),
  ];
}
