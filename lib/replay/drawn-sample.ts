import type { ReplayTask, RunPlan } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { Drawn } from './draw.ts';

/** A draw as it is recorded: who asked what and when, and what came back. */
export function drawnSample(
  plan: Pick<RunPlan, 'run' | 'endpoint'>,
  task: ReplayTask,
  { at, attempts, completion }: NonNullable<Drawn>,
): Sample {
  const { retryAfterMs: _asked, rateLimit: _room, ...said } = completion;
  return {
    run: plan.run,
    at: at.toISOString(),
    golden: task.golden,
    repetition: task.repetition,
    endpoint: plan.endpoint,
    goldenVersion: task.goldenVersion,
    ...said,
    attempts,
  };
}
