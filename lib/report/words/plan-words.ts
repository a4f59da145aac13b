import type {
  DetectionPlan,
  FoundAfter,
  PlannedEndpoint,
  PlanPoint,
  PlantedChange,
} from '../../domain/project/plan-report.ts';
import { secondsUntil } from '../../domain/project/plan-report.ts';
import { durationSeconds } from '../../domain/project/project.ts';
import { money, percent, plural, rough } from './format.ts';

/** A time as one would say it: `40 min`, `2.5 h`, `3 days`. */
export function timeWords(seconds: number): string {
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${rough(seconds / 3600)} h`;
  return `${rough(seconds / 86_400)} days`;
}

/** `9 h [5 h, 20 h]`, or that it was not found within the time that was looked at. */
export function foundWords({ runs, fewest, most, within }: FoundAfter, every: string): string {
  const time = (count: number) => timeWords(secondsUntil(count, durationSeconds(every)));
  if (runs === null) return `not in ${time(within)}${fewest === null ? '' : ` [${time(fewest)}, …]`}`;
  return `${time(runs)} [${fewest === null ? '…' : time(fewest)}, ${most === null ? '…' : time(most)}]`;
}

/** How many times the runs it takes to find a change that is half as large. */
export const timesForHalf = 4;

/** `about 32 h`: what a change takes that moves half as much as the one that was planted. */
export function slightWords({ runs, within }: FoundAfter, every: string): string {
  const time = timeWords(secondsUntil(timesForHalf * (runs ?? within), durationSeconds(every)));
  return runs === null ? `over ${time}` : `about ${time}`;
}

/** Why: nobody knows how large the next change is, and a figure for one size alone is read as one for all. */
export const slightChange =
  'one half as large as that, by the rule that runs grow with the square of how small a change is: not simulated, and no bound either';

/** What is planted, as a sentence without its full stop. */
export function changeWords(change: PlantedChange, moved?: number): string {
  if (change.kind === 'halved') return 'every answer ends after half of what it says';
  if (change.kind === 'mixed') return `${percent(change.share)} of the answers are those of ${change.from}`;
  const share = moved === undefined ? '' : `: ${percent(moved)} of all answers move`;
  return `where the answers to a golden first part, the odds of the less common way are ${change.times} times as large${share}`;
}

/** On what the figures rest. */
export function assumptionWords(plan: DetectionPlan): string[] {
  const { origin, stored, needed, references, hasLogprobs, now } = plan;
  const { simulations } = now.subtle;
  const made =
    origin === 'stored'
      ? `Backtests of ${plural(stored, 'stored run')} by the detector that judges, ${simulations} random orders each`
      : `Of a model of answers, as only ${stored} quiet runs are stored and ${needed} are needed: ${modelOf(plan)}, ${simulations} random orders each`;
  return [
    `${made}${origin === 'model' || stored > 0 ? ' (three for alternatives and a young baseline)' : ''}: the median, and in brackets the soonest and the latest. Each learns ${references} runs, into the next ones the change is planted.`,
    'It holds where runs are alike while nothing changes, whatever the hour, and where the change is at once and stays; a real change that moves other answers, or fewer, comes sooner or later than this.',
    ...(hasLogprobs
      ? [
          'The answers come with log-probabilities, which these backtests leave out: a change of the model is mostly found sooner.',
        ]
      : []),
  ];
}

/** A gross change of one-token answers is one of odds: they have no half. */
function modelOf({ changes }: DetectionPlan): string {
  return changes.gross.kind === 'odds'
    ? 'one token, the second likeliest in 10 to 50 % of the draws'
    : 'sentences in which one word in eight is undecided';
}

/** Why no money is said; undefined where it is. */
export function priceWords({ endpoint, costMicros, currency, unlimited }: PlannedEndpoint): string | undefined {
  if (costMicros !== undefined) return undefined;
  if (currency === undefined) return `${endpoint}: its price is not known; price: { input: …, output: … } states it.`;
  const which = unlimited.slice(0, 3).join(', ') + (unlimited.length > 3 ? ' …' : '');
  return `${endpoint}: what it costs is not known, as nothing limits the answers to ${which}.`;
}

/** What a choice costs in a month. */
export function costWords(
  { costMicros, tokens }: Pick<PlanPoint, 'costMicros' | 'tokens'>,
  currency: string | undefined,
): string {
  if (costMicros !== undefined) return money(costMicros, currency ?? 'USD');
  return `${rough(tokens ?? 0)} tokens`;
}

/** What a choice is. */
export function choiceWords({ goldens, repetitions, every, of }: PlanPoint): string {
  const which = goldens.length === of ? plural(of, 'golden') : `${goldens.length} of ${of} goldens`;
  return `${which}, ${plural(repetitions, 'draw')} each, every ${every}`;
}
