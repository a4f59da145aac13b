import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { costMicros } from '../domain/endpoint/price.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { BoundVerdict, FailureRate, Reroll } from '../domain/verdict/reroll.ts';
import { compileExpectations, findFailures } from '../features/expectations.ts';
import { effectiveParameter } from '../plan/sampling.ts';
import { leftTheRecording } from '../replay/chain/chain-account.ts';
import { type CheckedAnswer, distinctAnswers, divergencePoints } from './counts/distinct-answers.ts';
import { failureRate, type RateWatch } from './counts/rate-question.ts';
import type { RerollTask } from './reroll-task.ts';

type Summary = Omit<Reroll, 'run' | 'from' | 'until' | 'watched' | 'endedBy'>;

/** What the draws of a re-roll say, in the order in which they were sent. */
export function rerollSummary(task: RerollTask, made: readonly Sample[], watch: RateWatch): Summary {
  const { endpoint, golden, draws } = task;
  const answers = made
    .filter(({ error }) => error === undefined)
    .map((sample): CheckedAnswer => {
      return { text: sample.text ?? '', toolCalls: sample.toolCalls ?? [], fails: failsOf(sample, golden) };
    });
  const distinct = distinctAnswers(answers);
  const parted = divergencePoints(distinct);
  const verdict = watch.verdict();
  const rates = ratesOf(answers, golden);
  const total = (key: 'attempts' | 'inputTokens' | 'outputTokens') =>
    made.reduce((sum, sample) => sum + (sample[key] ?? 0), 0);
  return {
    schema: 'reroll/1',
    golden: golden.id,
    goldenVersion: golden.version,
    endpoint: endpoint.id,
    model: endpoint.model,
    planned: draws,
    draws: answers.length,
    failedCalls: failedCalls(made),
    ...rates,
    ...(verdict === undefined ? {} : { bound: verdict }),
    distinct: distinct.length,
    answers: distinct,
    ...(parted === undefined ? {} : { divergence: parted }),
    cost: {
      requests: total('attempts'),
      inputTokens: total('inputTokens'),
      outputTokens: total('outputTokens'),
      ...moneyFor(endpoint, made),
    },
    notes: [...notesOn(task, made), ...noteOnVerdict(verdict, rates.anyFailure)],
  };
}

function moneyFor({ price }: Endpoint, made: readonly Sample[]): Pick<Reroll['cost'], 'costMicros' | 'currency'> {
  if (price === undefined) return {};
  return { costMicros: made.reduce((sum, sample) => sum + costMicros(price, sample), 0), currency: price.currency };
}

function ratesOf(
  answers: readonly CheckedAnswer[],
  { expectations }: GoldenRequest,
): Pick<Reroll, 'anyFailure' | 'expectations'> {
  if (answers.length === 0) return { expectations: [] };
  const rate = (name: string, isFailure: (answer: CheckedAnswer) => boolean): FailureRate =>
    failureRate(name, answers.filter(isFailure).length, answers.length);
  const rates = compileExpectations(expectations).map(({ name }) => rate(name, ({ fails }) => fails.includes(name)));
  const any = rate('any expectation', ({ fails }) => fails.length > 0);
  return { ...(expectations.length === 0 ? {} : { anyFailure: any }), expectations: rates };
}

function failedCalls(made: readonly Sample[]): { [failure: string]: number } {
  const counts: { [failure: string]: number } = {};
  for (const { error } of made) if (error !== undefined) counts[error] = (counts[error] ?? 0) + 1;
  return counts;
}

function notesOn({ endpoint, golden, overMs = 0 }: RerollTask, made: readonly Sample[]): string[] {
  const notes: string[] = [];
  if (typeof effectiveParameter(golden, endpoint, 'seed') === 'number')
    notes.push(
      'the golden sets one seed for every draw: where the server honours it, draws repeat one another and say little about other seeds',
    );
  if (overMs === 0)
    notes.push(
      "intervals take draws as independent, but draws of the same minute share the server's load of that minute: spread them (--over 2h) before relying on a rate",
    );
  const left = made.filter(({ finishReason }) => finishReason === leftTheRecording).length;
  if (left > 0)
    notes.push(
      `${left} of ${made.length} chains left the recording: a tool was called with arguments for which nothing was recorded, and there they ended`,
    );
  const failed = made.filter(({ error }) => error !== undefined).length;
  if (failed > 0)
    notes.push(
      'calls that failed are left out: if they fail because of what would have been answered (a deadline that long answers miss), rates are off',
    );
  return notes;
}

/** A reader who holds the verdict against the interval must not think that one of them is wrong. */
function noteOnVerdict(verdict: BoundVerdict | undefined, any: FailureRate | undefined): string[] {
  if (verdict === undefined || any === undefined || verdict.verdict === 'undecided') return [];
  const { low, high } = any.anytime;
  const bothSides = low < verdict.bound && verdict.bound < high;
  return bothSides
    ? ['the interval reaches past the bound: it holds for every bound at once and both sides, the verdict for this one']
    : [];
}

/** Names of the expectations that an answer fails. */
export function failsOf({ text = '', toolCalls = [], refusal, finishReason }: Sample, { expectations }: GoldenRequest) {
  const refused = refusal === true || finishReason === 'refusal';
  return findFailures({ text, toolCalls, refused }, expectations);
}
