import type { ActionLog } from './action-log.ts';
import type { AlertLog } from './alert-log.ts';
import type { BatchLog } from './batch-log.ts';
import type { ConditionStore } from './condition-store.ts';
import type { DetectorStateStore } from './detector-state-store.ts';
import type { EpochStore } from './epoch-store.ts';
import type { GoldenArchive } from './golden-archive.ts';
import type { GroupLog } from './group-log.ts';
import type { IncidentStore } from './incident-store.ts';
import type { JudgedRun } from './judged-run.ts';
import type { JudgementStore } from './judgement-store.ts';
import type { RunStore } from './run-store.ts';
import type { SpendingLog } from './spending-log.ts';

/** Everything that is kept, together: what a runtime hands to the use cases. */
export interface Stores {
  readonly runs: RunStore;
  readonly detectors: DetectorStateStore;
  readonly judgements: JudgementStore;
  readonly epochs: EpochStore;
  readonly incidents: IncidentStore;
  readonly groups: GroupLog;
  readonly actions: ActionLog;
  readonly conditions: ConditionStore;
  readonly goldens: GoldenArchive;
  readonly alerts: AlertLog;
  readonly spending: SpendingLog;
  readonly batches: BatchLog;
  /**
   * Stores what judging a run came to, all of it or nothing, so that no kill can leave a run judged that its detector or
   * its incident has not heard of. False, and nothing is written, where the detector or the incident has moved on.
   */
  commit(judged: JudgedRun): Promise<boolean>;
}
