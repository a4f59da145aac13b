import type { BlindCause, Condition, FailedCalls, UnwatchedGolden } from '../../domain/verdict/condition.ts';
import { failureCounts, failureSays, failureTodo } from './failure-words.ts';
import { count, duration, money, plural } from './format.ts';
import { utcTime } from './time.ts';

/** Goldens that one sentence names. */
const mostGoldens = 6;

const names: Readonly<Record<Condition['kind'], string>> = {
  unreachable: 'unreachable',
  blind: 'blind',
  'partly-blind': 'partly blind',
  silent: 'silent',
  budget: 'budget',
};

/** Classes of failures with which somebody is there and says no. */
const refusals: ReadonlySet<string> = new Set([
  'authentication',
  'permission-denied',
  'not-found',
  'invalid-request',
  'quota-exceeded',
]);

/** `partly blind`; an endpoint that answers every call with a no is `refused`, not unreachable. */
export function conditionName(
  condition: Pick<Condition, 'kind'> & {
    readonly failures?: readonly FailedCalls[];
    readonly stage?: 'low' | 'used-up';
  },
): string {
  const { kind, failures = [], stage } = condition;
  if (stage !== undefined) return stage === 'low' ? 'budget low' : 'budget used up';
  return kind === 'unreachable' && refusals.has(failures[0]?.class ?? '') ? 'refused' : names[kind];
}

const over: Readonly<Record<Condition['kind'], string>> = {
  unreachable: 'answers come again',
  blind: 'runs count again',
  'partly-blind': 'no golden that is drawn is left out any more',
  silent: 'runs are made again',
  budget: 'its day or month is over, or it is another one',
};

/** What the end of a condition means: `answers come again`. */
export function conditionOver({ kind, endedBecause }: Pick<Condition, 'kind' | 'endedBecause'>): string {
  return endedBecause === undefined
    ? over[kind]
    : 'the endpoint was taken out of the project; whether it is well is not known';
}

interface CauseWords {
  readonly says: string;
  readonly todo: string;
}

const blindCauses: Readonly<Record<BlindCause, CauseWords>> = {
  'too-few-answers': { says: 'too few answers came', todo: '' }, // said by the class of the failures
  'no-calls': {
    says: 'no call was made',
    todo: 'Runs end before they begin to call: look for processes that are killed, or functions that fail.',
  },
  'over-budget': {
    says: 'a budget does not cover the runs, or not to their end',
    todo: 'Raise the budget, draw less, or give goldens a limit of output.',
  },
  'baseline-not-uniform': {
    says: 'the runs of the baseline do not look alike',
    todo: 'Find out what differs from run to run, or wait until it settles: it is learned anew from there.',
  },
  'nothing-in-common': {
    says: 'the runs draw nothing that the baseline knows',
    todo: 'Bring its goldens back, or begin another baseline with accept.',
  },
  'new-circumstances': {
    says: 'too few earlier runs had the circumstances of these, such as a warm prompt cache',
    todo: 'Nothing, if they stay: they are learned.',
  },
  'baseline-too-short': {
    says: 'the baseline is too short for the promised number of false alarms',
    todo: 'Raise baselineRuns of the endpoint, or falseAlarmsPerYear of the project.',
  },
  'partly-covered': {
    says: 'too few goldens were judged',
    todo: 'Mend those that fail, and wait until those that are new or were edited are learned, or put back those that are gone.',
  },
  other: { says: 'the verdict is inconclusive', todo: 'Look at the newest run.' },
};

/** What is wrong, in one sentence without a full stop: ids, numbers and classes only. */
export function conditionWhat(condition: Condition): string {
  switch (condition.kind) {
    case 'unreachable':
      return `${condition.answered === undefined ? 'every call' : 'nearly every call'} ${failureSays(condition.failures[0]?.class)}${otherFailures(condition)}`;
    case 'blind':
      return `nothing can be said after its runs: ${blindWhy(condition)}`;
    case 'partly-blind':
      return `${ofGoldens(condition)} left out: ${goldenWords(condition.goldens)}`;
    case 'silent':
      return `no run was made after ${utcTime(condition.lastRunAt)}, and one is due every ${duration(condition.everySeconds * 1000)}`;
    case 'budget':
      return budgetWhat(condition);
  }
}

/** How long it had lasted when it was told: `3 runs in a row`. */
export function conditionRuns({ kind, runs }: Condition): string {
  if (kind === 'silent') return `${plural(runs, 'run')} ${runs === 1 ? 'was' : 'were'} due`;
  return runs === 1 ? '1 run' : `${plural(runs, 'run')} in a row`;
}

/** What a person can do about it. */
export function conditionTodo(condition: Condition): string {
  switch (condition.kind) {
    case 'unreachable':
      return failureTodo(condition.failures[0]?.class);
    case 'blind':
      return blindCauses[condition.cause].todo || failureTodo(condition.failures[0]?.class);
    case 'partly-blind':
      return goldensTodo(condition.goldens);
    case 'budget':
      return 'Raise the budget, draw less, or give goldens a limit of output; pinwatch budget says what was used.';
    case 'silent':
      return 'Look whether what starts the runs is alive: cron, pinwatch watch, or in AWS the schedule, the budget and a run that never ends.';
  }
}

/** `since 22 Nov 2026 07:00 UTC`, `22 Nov 2026 07:00 UTC to 22 Nov 2026 12:00 UTC (5 h)` */
export function conditionTime({ since, resolvedAt }: Condition): string {
  if (resolvedAt === undefined) return `since ${utcTime(since)}`;
  return `${utcTime(since)} to ${utcTime(resolvedAt)} (${duration(Date.parse(resolvedAt) - Date.parse(since))})`;
}

/** One line about a condition, for lists: `unreachable since 22 Nov 2026 07:00 UTC: every call of …` */
export function conditionSentence(condition: Condition): string {
  return `${conditionName(condition)} ${conditionTime(condition)}: ${conditionWhat(condition)}`;
}

/** `92 % of the month's budget of all endpoints are used (46.00 of 50.00 USD, until …)` */
function budgetWhat(condition: Extract<Condition, { kind: 'budget' }>): string {
  const { scope, period, stage, until, used, limit, unit, currency = '', shrunk } = condition;
  const whose = scope === 'project' ? 'of all endpoints together' : 'of this endpoint';
  const amount = (value: number) => (unit === 'money' ? money(value, currency) : `${count(value)} tokens`);
  const share = `${Math.floor((100 * used) / Math.max(1, limit))} % of the budget of the ${period} ${whose}`;
  const rest = `${amount(used)} of ${amount(limit)}, until ${utcTime(until)}`;
  const smaller =
    shrunk === undefined
      ? ''
      : `; to make it last, runs have ${plural(shrunk.to, 'draw')} of a golden instead of ${shrunk.from}`;
  if (stage === 'low') return `${share} is used: ${rest}${smaller}`;
  return `the budget of the ${period} ${whose} has no room for a run: ${rest}`;
}

function otherFailures({ failures }: Extract<Condition, { kind: 'unreachable' }>): string {
  return failures.length < 2 ? '' : `, others failed otherwise (${failureCounts(failures)})`;
}

function blindWhy({ cause, completed, planned, failures, goldens }: Extract<Condition, { kind: 'blind' }>): string {
  if (cause === 'partly-covered' && goldens.length > 0) return `${blindCauses[cause].says}: ${goldenWords(goldens)}`;
  if (cause !== 'too-few-answers') return blindCauses[cause].says;
  const failed = failures.length === 0 ? '' : `; failed: ${failureCounts(failures)}`;
  const failing = goldens.filter(({ why }) => why === 'failing').map(({ golden }) => golden);
  const none = failing.length === 0 ? '' : `; those to ${listNames(failing)} fail`;
  return `${completed} of ${plural(planned, 'answer')} came${failed}${none}`;
}

function ofGoldens({ goldens, of }: Extract<Condition, { kind: 'partly-blind' }>): string {
  return `${goldens.length} of ${plural(Math.max(of, goldens.length), 'golden')} ${goldens.length === 1 ? 'is' : 'are'}`;
}

/** `refund-email (its calls fail: timeout), returns (learned in 3 of 24 runs), and 3 more` */
function goldenWords(goldens: readonly UnwatchedGolden[]): string {
  return listNames(
    goldens.map(({ golden, why, class: name, learned }) => {
      if (learned !== undefined) return `${golden} (learned in ${learned.runs} of ${plural(learned.of, 'run')})`;
      if (why === 'gone') return `${golden} (not drawn any more)`;
      if (why === 'not-judged') return `${golden} (not in the baseline)`;
      return `${golden} (its calls fail${name === undefined ? '' : `: ${name}`})`;
    }),
  );
}

function listNames(names: readonly string[]): string {
  const rest = names.length - mostGoldens;
  return `${names.slice(0, mostGoldens).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function goldensTodo(goldens: readonly UnwatchedGolden[]): string {
  const failing = goldens.find(({ why }) => why === 'failing');
  const unknown = goldens.some(({ why }) => why === 'not-judged');
  return [
    ...(failing === undefined ? [] : [failureTodo(failing.class)]),
    ...(unknown ? ['What is new or was edited has to be learned before it is watched.'] : []),
  ].join(' ');
}
