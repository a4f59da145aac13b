import type { RunPlan, RunRecord } from '../domain/run.ts';
import type { Sample } from '../domain/sample.ts';

/** How a run ended. */
export interface Outcome {
  readonly status: 'finished' | 'closed';
  readonly finishedAt: string;
}

/** The record of a run that was planned and has no samples yet. */
export function openRecord(plan: RunPlan): RunRecord {
  return {
    run: plan.run,
    endpoint: plan.endpoint,
    epoch: plan.epoch,
    plannedAt: plan.plannedAt,
    status: 'open',
    planned: plan.tasks.length,
    completed: 0,
    failed: 0,
    inputTokens: 0,
    outputTokens: 0,
  };
}

/** The record with its counts taken from the run's samples. */
export function countSamples(record: RunRecord, samples: readonly Sample[]): RunRecord {
  const failed = samples.filter((sample) => sample.error !== undefined).length;
  return {
    ...record,
    completed: samples.length - failed,
    failed,
    inputTokens: total(samples, 'inputTokens'),
    outputTokens: total(samples, 'outputTokens'),
  };
}

/** The record as it is from its end on. */
export function sealRecord(record: RunRecord, samples: readonly Sample[], outcome: Outcome): RunRecord {
  return { ...countSamples(record, samples), status: outcome.status, finishedAt: outcome.finishedAt };
}

function total(samples: readonly Sample[], key: 'inputTokens' | 'outputTokens'): number {
  return samples.reduce((sum, sample) => sum + (sample[key] ?? 0), 0);
}
