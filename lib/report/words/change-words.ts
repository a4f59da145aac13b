import type { ConfigurationChange } from '../../domain/verdict/epoch.ts';
import type { GoldensAhead } from '../../domain/verdict/goldens-ahead.ts';
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

/** What edits of goldens will mean, said before anything is sent. */
export function goldensAheadWords(
  { edited, added, gone, judged, expected, isEnough }: GoldensAhead,
  { baselineRuns, everySeconds }: { readonly baselineRuns: number; readonly everySeconds: number },
): string {
  const named = (goldens: readonly string[], what: string) =>
    goldens.length === 0
      ? []
      : [`${plural(goldens.length, 'golden')} ${goldens.length === 1 ? 'is' : 'are'} ${what}: ${goldens.join(', ')}`];
  const edits = [...named(edited, 'edited'), ...named(added, 'new'), ...named(gone, 'gone')];
  const runs = `${plural(baselineRuns, 'run')}, about ${duration(baselineRuns * everySeconds * 1000)}`;
  const learned =
    edited.length + added.length === 0 ? '' : `; what is not known is learned for ${runs}, beside the others`;
  const enough = isEnough ? '' : ', too few to say that there is no drift';
  return `${edits.join('; ')}; ${judged} of ${expected} goldens can be judged in the next run${enough}${learned}`;
}

/** What is said of runs that are dated in the future. */
export function misdatedWords(runs: number): string {
  return `${plural(runs, 'run')} ${runs === 1 ? 'is' : 'are'} dated in the future: a clock was or is wrong; the schedule goes on without ${runs === 1 ? 'it' : 'them'}`;
}
