import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldensAhead } from '../domain/verdict/goldens-ahead.ts';
import { goldensAhead } from '../monitor/goldens-ahead.ts';
import { type Ahead, lookAhead } from '../monitor/look-ahead.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { chosenEndpoints } from './project.ts';

/** An endpoint with what is to come there, and whether a run of it is wanted now. */
export interface Candidate {
  readonly endpoint: Endpoint;
  readonly ahead: Ahead;
  /** Set where goldens were edited since the newest judged run. */
  readonly edits?: GoldensAhead;
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
    const edits = await goldensAhead(endpoint.id, local.goldens(endpoint), stores);
    const wanted = ahead.due || all === true || ids !== undefined;
    candidates.push({ endpoint, ahead, wanted, ...(edits && { edits }) });
  }
  return candidates;
}
