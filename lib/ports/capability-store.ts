import type { Capabilities } from '../domain/endpoint/capabilities.ts';

/** Where what probes found out is kept; the newest probe of a target replaces the one before. */
export interface CapabilityStore {
  get(target: string): Promise<Capabilities | undefined>;
  put(capabilities: Capabilities): Promise<void>;
}
