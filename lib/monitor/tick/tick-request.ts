import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import type { Budget } from '../../domain/run/spending.ts';
import { limitsOf } from '../../plan/limits-of.ts';
import type { BatchLog } from '../../ports/batch-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Stores } from '../../ports/stores.ts';

export interface TickRequest {
  /** Time that the schedule meant; it names the runs, so that planning it twice plans the same ones. */
  readonly at: Date;
  readonly project: ProjectFile;
  /** Content hash of the project. */
  readonly version: string;
  readonly goldens: readonly GoldenRequest[];
  /** Until the next tick. What starts before it is this tick's to begin. */
  readonly everyMs: number;
  /** A run sends nothing more so long after its start. */
  readonly endsAfterMs: number;
  /** Whether a run is left to the next tick that is not to start at once. @default false */
  readonly onlyIfPast?: boolean;
  /** Ids of the endpoints that are looked at. @default all */
  readonly only?: readonly string[];
  /** Whether endpoints run that are not due by the project's interval, because a person asked. */
  readonly evenIfNotDue: boolean;
  /** A run that was planned so long before and is still open has lost its worker. */
  readonly abandonedAfterMs: number;
  /** What all endpoints together may use in a month. @default unlimited */
  readonly monthly?: Budget;
}

export interface TickDeps {
  readonly stores: Pick<
    Stores,
    'runs' | 'judgements' | 'epochs' | 'incidents' | 'goldens' | 'conditions' | 'actions' | 'spending'
  > & { readonly batches: Pick<BatchLog, 'list'> };
  readonly clock: Pick<Clock, 'now'>;
}

/** What a run of this tick is held to; without an endpoint, what all of them are. */
export function tickLimits(endpoint: Pick<Endpoint, 'budget'> | undefined, { at, project, monthly }: TickRequest) {
  return limitsOf(at, { project: project.budget, endpoint: endpoint?.budget, monthly });
}
