import type { Stores } from '../../ports/stores.ts';
import { MemoryActions } from './memory-actions.ts';
import { MemoryAlertLog } from './memory-alert-log.ts';
import { MemoryConditions } from './memory-conditions.ts';
import { MemoryDetectorStates } from './memory-detector-states.ts';
import { MemoryEpochs } from './memory-epochs.ts';
import { MemoryGoldens } from './memory-goldens.ts';
import { MemoryGroups } from './memory-groups.ts';
import { MemoryIncidents } from './memory-incidents.ts';
import { MemoryJudgements } from './memory-judgements.ts';
import { MemoryRuns } from './memory-runs.ts';

/**
 * Stores that live as long as the process: for tests and for use cases that need no history. Records are kept as the JSON
 * text that the other stores keep, so nothing that a caller changes afterwards changes what is stored.
 */
export function memoryStores(): Stores {
  return {
    runs: new MemoryRuns(),
    detectors: new MemoryDetectorStates(),
    judgements: new MemoryJudgements(),
    epochs: new MemoryEpochs(),
    incidents: new MemoryIncidents(),
    groups: new MemoryGroups(),
    actions: new MemoryActions(),
    conditions: new MemoryConditions(),
    goldens: new MemoryGoldens(),
    alerts: new MemoryAlertLog(),
  };
}
