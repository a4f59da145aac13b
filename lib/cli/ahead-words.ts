import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { everySecondsOf } from '../domain/project/run-schedule.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import type { Ahead } from '../monitor/look-ahead.ts';
import { changeAheadWords, misdatedWords } from '../report/words/change-words.ts';

/** What is to be known before the next run of an endpoint, a sentence each. */
export function aheadWords(
  endpoint: Endpoint,
  { change, misdated }: Pick<Ahead, 'change' | 'misdated'>,
  project: ProjectFile,
): string[] {
  const { baselineRuns } = judgingSettings(endpoint, project);
  const everySeconds = everySecondsOf(endpoint, project);
  return [
    ...(change === undefined ? [] : [changeAheadWords(change, { baselineRuns, everySeconds })]),
    ...(misdated === 0 ? [] : [misdatedWords(misdated)]),
  ];
}
