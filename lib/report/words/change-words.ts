import type { ConfigurationChange } from '../../domain/verdict/epoch.ts';
import { duration, plural } from './format.ts';

/** What an edit of the configuration will mean, said before anything is sent. */
export function changeAheadWords(
  { changes, returnsTo }: ConfigurationChange,
  { baselineRuns, everySeconds }: { readonly baselineRuns: number; readonly everySeconds: number },
): string {
  const then =
    returnsTo === undefined
      ? `begins a new baseline: ${plural(baselineRuns, 'run')}, about ${duration(baselineRuns * everySeconds * 1000)}, are learned before anything is judged`
      : `goes on with epoch ${returnsTo}, which was configured alike`;
  return `the configuration changed (${changes.join('; ')}); the first run that is answered ${then}`;
}

/** What is said of runs that are dated in the future. */
export function misdatedWords(runs: number): string {
  return `${plural(runs, 'run')} ${runs === 1 ? 'is' : 'are'} dated in the future: a clock was or is wrong; the schedule goes on without ${runs === 1 ? 'it' : 'them'}`;
}
