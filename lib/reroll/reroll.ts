import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { costMicros } from '../domain/endpoint/price.ts';
import { ConfigError } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Random } from '../domain/random.ts';
import type { Sample } from '../domain/run/sample.ts';
import { type BoundVerdict, type FailureRate, type Reroll, usualDraws } from '../domain/verdict/reroll.ts';
import { compileExpectations, findFailures } from '../features/expectations.ts';
import { drawSeed, runId } from '../plan/plan-run.ts';
import { effectiveParameter } from '../plan/sampling.ts';
import { leftTheRecording } from '../replay/chain/chain-account.ts';
import { type ChainDeps, drawGolden } from '../replay/chain/draw-chain.ts';
import { drawnSample } from '../replay/drawn-sample.ts';
import { RateLimiter } from '../replay/rate-limiter.ts';
import type { ReplaySignals } from '../replay/replay-signals.ts';
import { RetryPolicy } from '../replay/retry-policy.ts';
import { workTogether } from '../replay/work-together.ts';
import { type CheckedAnswer, distinctAnswers, divergencePoints } from './counts/distinct-answers.ts';
import { drawsToShow, failureRate, type RateQuestion, RateWatch } from './counts/rate-question.ts';

export { drawsToShow } from './counts/rate-question.ts';

export interface RerollTask {
  readonly endpoint: Endpoint;
  readonly golden: GoldenRequest;
  /** Draws to make at most, from 1 on. */
  readonly draws: number;
  /** Time over which the draws are spread, each at a random moment of its share of it. @default 0, as fast as allowed */
  readonly overMs?: number;
  /** Drawing ends when it is answered; without a question all draws are made. */
  readonly question?: RateQuestion;
}

/** What may be said of a re-roll beside what to draw and where. */
export interface RerollWishes {
  /** Draws at most, from 1 on. @default 200, or what `proveBelow` needs if that is more */
  readonly draws?: number | undefined;
  /** Ends as soon as the failure rate is shown to be below, or above, this; between 0 and 1. */
  readonly proveBelow?: number | undefined;
  /** Ends as soon as the failure rate is known to within this; between 0 and 1. */
  readonly within?: number | undefined;
  /** Time over which the draws are spread. @default 0 */
  readonly overMs?: number | undefined;
}

/** The task that somebody's wishes come to. */
export function rerollTask(
  what: Pick<RerollTask, 'golden' | 'endpoint'>,
  { draws, proveBelow, within, overMs }: RerollWishes,
): RerollTask {
  return {
    ...what,
    draws: draws ?? Math.max(usualDraws, proveBelow === undefined ? 0 : drawsToShow(proveBelow)),
    ...(overMs === undefined ? {} : { overMs }),
    question: {
      ...(proveBelow === undefined ? {} : { bound: proveBelow }),
      ...(within === undefined ? {} : { within }),
    },
  };
}

export interface RerollDeps extends Omit<ChainDeps, 'limiter'> {
  /** Told of every draw as it arrives, how many have arrived by then, and how many of those fail an expectation. */
  readonly onDrawn?: (sample: Sample, arrived: number, failures: number) => void;
}

/** What was drawn, in the order of sending, and what it says. */
export interface Rerolled {
  readonly result: Reroll;
  readonly samples: readonly Sample[];
}

/** Draws in a row without an answer, after which an endpoint that never answered is given up. */
const hopelessAfter = 10;

/**
 * Draws one golden many times and counts how often its answers fail what every good answer satisfies. Nothing of it
 * enters the history.
 *
 * With a question, drawing ends as soon as the draws answer it. They are judged in the order in which they were sent, so
 * that slow answers weigh as much as quick ones; what is in flight then is finished and counted.
 *
 * @throws {ConfigError} for a question about the failures of a golden that expects nothing.
 */
export async function reroll(task: RerollTask, deps: RerollDeps, signals: ReplaySignals): Promise<Rerolled> {
  const { endpoint, golden, draws, question = {} } = task;
  const watched = question.bound !== undefined || question.within !== undefined;
  if (watched && golden.expectations.length === 0)
    throw new ConfigError([
      { where: `golden ${golden.id}`, what: 'expected expectations, as a failure rate is asked for, got none' },
    ]);

  const { clock, random } = deps;
  const startedAt = clock.now();
  const plan = { run: runId(`reroll-${endpoint.id}`, startedAt), endpoint: endpoint.id, seed: seedFrom(random) };
  const watch = new RateWatch(question);
  const retries = new RetryPolicy(endpoint);
  const limiter = new RateLimiter(clock, endpoint);
  const over = new AbortController();
  const cancel = signals.cancel ?? new AbortController().signal;
  const drawing = { stop: AbortSignal.any([signals.stop, cancel, over.signal]), cancel };

  const samples: (Sample | undefined)[] = Array.from({ length: draws });
  let [arrived, judged, failures] = [0, 0, 0];
  let endedBy: Reroll['endedBy'];
  const end = (why: NonNullable<Reroll['endedBy']>) => {
    endedBy ??= why;
    over.abort();
  };
  const judgeInOrder = () => {
    for (; samples[judged] !== undefined; judged++) {
      const sample = samples[judged] as Sample;
      if (sample.error !== undefined || watch.answered !== undefined) continue;
      watch.count(failsOf(sample, golden).length > 0);
    }
    if (watch.answered !== undefined) end(watch.answered);
  };

  const queue = Array.from({ length: draws }, (_, i) => i).values();
  const work = async () => {
    for (const repetition of queue) {
      await clock.sleep(waitMs(repetition, task, startedAt, deps), drawing.stop);
      const which = { golden: golden.id, goldenVersion: golden.version, repetition };
      const request = { endpoint, golden, drawSeed: drawSeed(plan, which) };
      const drawn = await drawGolden(request, retries.attempts(), { ...deps, limiter }, drawing);
      if (drawn === undefined) return;
      retries.record(drawn.completion.error);
      const sample = drawnSample(plan, which, drawn);
      samples[repetition] = sample;
      arrived++;
      if (sample.error === undefined && failsOf(sample, golden).length > 0) failures++;
      deps.onDrawn?.(sample, arrived, failures);
      judgeInOrder();
      if (retries.failedInARow === arrived && arrived >= hopelessAfter) end('no-answers');
    }
  };
  await workTogether(Math.min(endpoint.concurrency, draws), work, over);
  if (arrived < draws) end('interrupted');

  const made = samples.filter((sample) => sample !== undefined);
  const times = { from: startedAt.toISOString(), until: clock.now().toISOString() };
  const outcome = { ...times, run: plan.run, watched, ...(endedBy === undefined ? {} : { endedBy }) };
  return { result: { ...outcome, ...summary(task, made, watch) }, samples: made };
}

/** Time to the moment at which a draw is to leave: random within its own share of the whole. */
function waitMs(index: number, { draws, overMs = 0 }: RerollTask, startedAt: Date, { clock, random }: RerollDeps) {
  if (overMs === 0) return 0;
  const due = startedAt.getTime() + (overMs * (index + random())) / draws;
  return Math.max(0, due - clock.now().getTime());
}

type Summary = Omit<Reroll, 'run' | 'from' | 'until' | 'watched' | 'endedBy'>;

function summary(task: RerollTask, made: readonly Sample[], watch: RateWatch): Summary {
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

function failsOf({ text = '', toolCalls = [], refusal, finishReason }: Sample, { expectations }: GoldenRequest) {
  const refused = refusal === true || finishReason === 'refusal';
  return findFailures({ text, toolCalls, refused }, expectations);
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

function seedFrom(random: Random): string {
  return Math.floor(random() * 2 ** 48).toString(16);
}
