import type { RunEnd, RunPlan, RunRecord } from '../domain/run/run.ts';
import type { SampleCounts } from './sample-counts.ts';

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
    ...(plan.stream === undefined ? {} : { stream: plan.stream }),
    ...(plan.begins === undefined ? {} : { begins: plan.begins }),
    ...(plan.shrunk === undefined ? {} : { shrunk: plan.shrunk }),
  };
}

/** The record as it is from its end on. */
export function sealRecord(record: RunRecord, counts: SampleCounts, end: RunEnd): RunRecord {
  const { status, finishedAt, because } = end;
  const sealed = { ...counts.writtenInto(record), status, finishedAt };
  return because === undefined ? sealed : { ...sealed, closedBecause: because };
}
