import { Judgement } from '../../../lib/domain/verdict/judgement.ts';
import type { JudgedRun } from '../../../lib/ports/judged-run.ts';
import type { Stores } from '../../../lib/ports/stores.ts';
import { encode } from '../../../lib/stores/stored-json.ts';
import { MemoryActions } from './memory-actions.ts';
import { MemoryAlertLog } from './memory-alert-log.ts';
import { MemoryBatches } from './memory-batches.ts';
import { MemoryConditions } from './memory-conditions.ts';
import { MemoryDetectorStates } from './memory-detector-states.ts';
import { MemoryEpochs } from './memory-epochs.ts';
import { MemoryGoldens } from './memory-goldens.ts';
import { MemoryGroups } from './memory-groups.ts';
import { MemoryIncidents } from './memory-incidents.ts';
import { MemoryJudgements } from './memory-judgements.ts';
import { MemoryRuns } from './memory-runs.ts';
import { MemorySpending } from './memory-spending.ts';

/**
 * Stores that live as long as the process: for tests and for use cases that need no history. Records are kept as the JSON
 * text that the other stores keep, so nothing that a caller changes afterwards changes what is stored.
 */
export function memoryStores(): Stores {
  const judged = {
    detectors: new MemoryDetectorStates(),
    judgements: new MemoryJudgements(),
    incidents: new MemoryIncidents(),
  };
  return {
    ...judged,
    runs: new MemoryRuns(),
    epochs: new MemoryEpochs(),
    groups: new MemoryGroups(),
    actions: new MemoryActions(),
    conditions: new MemoryConditions(),
    goldens: new MemoryGoldens(),
    alerts: new MemoryAlertLog(),
    spending: new MemorySpending(),
    batches: new MemoryBatches(),
    commit: (run) => commitJudged(run, judged),
  };
}

/** Everything is looked at before the first write, and nothing waits in between. */
async function commitJudged(
  { judgement, detector, incident }: JudgedRun,
  {
    detectors,
    judgements,
    incidents,
  }: {
    readonly detectors: MemoryDetectorStates;
    readonly judgements: MemoryJudgements;
    readonly incidents: MemoryIncidents;
  },
): Promise<boolean> {
  encode(Judgement, judgement, `judgement of run ${judgement.run}`);
  if (detectors.revisionOf(judgement.endpoint) !== detector.expectedRevision) return false;
  if (incident !== undefined && !incidents.isNext(incident)) return false;
  const written = [
    ...(incident === undefined ? [] : [incidents.put(incident)]),
    detectors.save(judgement.endpoint, detector.state, detector.expectedRevision),
    judgements.put(judgement),
  ];
  await Promise.all(written);
  return true;
}
