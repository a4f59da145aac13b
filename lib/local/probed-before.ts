import { join } from 'node:path';
import type { Capabilities } from '../domain/endpoint/capabilities.ts';
import { probedTarget } from '../models/probe-capabilities.ts';
import type { CapabilityStore } from '../ports/capability-store.ts';
import type { LoadedProject } from '../project/load-project.ts';
import { capabilityFile } from './capability-file.ts';

/** Where the probes of a project are remembered. */
export function probesIn({ dataFolder }: Pick<LoadedProject, 'dataFolder'>): CapabilityStore {
  return capabilityFile(join(dataFolder, 'capabilities.json'));
}

/** What is remembered of probes, by the id of the endpoint; those that were never probed are left out. */
export async function probedBefore(loaded: LoadedProject): Promise<ReadonlyMap<string, Capabilities>> {
  const probes = probesIn(loaded);
  const probed = new Map<string, Capabilities>();
  for (const endpoint of loaded.project.endpoints) {
    const found = await probes.get(probedTarget(endpoint));
    if (found !== undefined) probed.set(endpoint.id, found);
  }
  return probed;
}
