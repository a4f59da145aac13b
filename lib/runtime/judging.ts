import type { Judgement } from '../domain/judgement.ts';
import type { RunRecord } from '../domain/run.ts';
import type { Stores } from '../usecases/ports.ts';

/** Interim: gives every run the verdict of a detector that is still learning, until `usecases/judge-run` joins. */
export async function judgeInterim(
  run: RunRecord,
  { judgements }: Pick<Stores, 'judgements'>,
  baselineRuns: number,
): Promise<Judgement> {
  const earlier = (await judgements.list({ endpoint: run.endpoint, epoch: run.epoch })).length;
  const judgement: Judgement = {
    run: run.run,
    endpoint: run.endpoint,
    epoch: run.epoch,
    detector: 'detector/0',
    evidence: {
      run: run.run,
      at: run.plannedAt,
      baselineRuns: earlier,
      planned: run.planned,
      completed: run.completed,
      failed: run.failed,
      counted: false,
      channels: [],
      facts: [],
    },
    verdict: {
      kind: 'inconclusive',
      reason: 'learning',
      needed: { runs: Math.max(0, baselineRuns - earlier - 1), drawsPerRun: run.planned },
      earliestAlarmRuns: null,
    },
  };
  await judgements.put(judgement);
  return judgement;
}
