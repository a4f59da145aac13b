import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { type Ahead, lookAhead } from '../monitor/look-ahead.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { chosenEndpoints } from './project.ts';

/** An endpoint with what is to come there, and whether a run of it is wanted now. */
export interface Candidate {
  readonly endpoint: Endpoint;
  readonly ahead: Ahead;
  readonly wanted: boolean;
}

/** What is to come at each chosen endpoint. @param wished endpoints by id, and whether all run, due or not. */
export async function candidatesOf(
  local: ProjectRuntime,
  { endpoint: ids, all }: { readonly endpoint?: readonly string[]; readonly all?: boolean },
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const endpoint of chosenEndpoints(local, ids)) {
    const { project, stores, clock } = local;
    const ahead = await lookAhead({ endpoint, goldens: local.goldens(endpoint), project }, { stores, clock });
    candidates.push({ endpoint, ahead, wanted: ahead.due || all === true || ids !== undefined });
  }
  return candidates;
}
