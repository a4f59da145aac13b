import { ConfigError } from '../domain/errors.ts';
import type { Random } from '../domain/random.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { Reroll } from '../domain/verdict/reroll.ts';
import { drawSeed, runId } from '../plan/plan-run.ts';
import { type ChainDeps, drawGolden } from '../replay/chain/draw-chain.ts';
import { drawnSample } from '../replay/drawn-sample.ts';
import { RateLimiter } from '../replay/rate-limiter.ts';
import type { ReplaySignals } from '../replay/replay-signals.ts';
import { RetryPolicy } from '../replay/retry-policy.ts';
import { workTogether } from '../replay/work-together.ts';
import { RateWatch } from './counts/rate-question.ts';
import { failsOf, rerollSummary } from './reroll-summary.ts';
import type { RerollTask } from './reroll-task.ts';

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
  return { result: { ...outcome, ...rerollSummary(task, made, watch) }, samples: made };
}

/** Time to the moment at which a draw is to leave: random within its own share of the whole. */
function waitMs(index: number, { draws, overMs = 0 }: RerollTask, startedAt: Date, { clock, random }: RerollDeps) {
  if (overMs === 0) return 0;
  const due = startedAt.getTime() + (overMs * (index + random())) / draws;
  return Math.max(0, due - clock.now().getTime());
}

function seedFrom(random: Random): string {
  return Math.floor(random() * 2 ** 48).toString(16);
}
