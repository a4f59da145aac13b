import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { PlannedEndpoint } from '../domain/project/plan-report.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { everySecondsOf } from '../domain/project/run-schedule.ts';
import { monthlyTokens } from '../plan/monthly-tokens.ts';
import { type PlanStores, type StoredRuns, storedRuns } from './stored-material.ts';

/** A project to plan. */
export interface ProjectToPlan {
  readonly project: ProjectFile;
  readonly goldens: (endpoint: Endpoint) => readonly GoldenRequest[];
  readonly stores: PlanStores;
  /** Told of the endpoint that is looked at, and how far. */
  readonly onStep?: (endpoint: string, done: number, of: number) => void;
}

/** An endpoint with what is stored of it. */
export interface EndpointCosts {
  readonly endpoint: Endpoint;
  readonly goldens: readonly GoldenRequest[];
  readonly stored: StoredRuns;
  readonly tokens: Omit<PlannedEndpoint, 'detection'>;
}

/** Counts what each endpoint costs in a month. Reads at most 200 runs of each. */
export async function planCosts({ project, goldens, stores }: ProjectToPlan): Promise<EndpointCosts[]> {
  const costs: EndpointCosts[] = [];
  for (const endpoint of project.endpoints) {
    const own = goldens(endpoint);
    const stored = await storedRuns(endpoint, own, stores);
    costs.push({
      endpoint,
      goldens: own,
      stored,
      tokens: monthlyTokens(endpoint, own, stored.seen, everySecondsOf(endpoint, project)),
    });
  }
  return costs;
}
