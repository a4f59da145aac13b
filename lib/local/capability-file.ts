import { Capabilities } from '../domain/endpoint/capabilities.ts';
import type { CapabilityStore } from '../ports/capability-store.ts';
import { targetFile } from './target-file.ts';

/** Remembers probes in a JSON file. @throws {StoreError} from `get` and `put` if the file is not what was written. */
export function capabilityFile(path: string): CapabilityStore {
  return targetFile(path, 'capabilities/1', Capabilities);
}
