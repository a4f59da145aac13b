import type { DetectorStateStore } from '../../../lib/ports/detector-state-store.ts';

export class MemoryDetectorStates implements DetectorStateStore {
  readonly #states = new Map<string, { state: Uint8Array; revision: number }>();

  async load(endpoint: string): Promise<{ state: Uint8Array; revision: number } | undefined> {
    const stored = this.#states.get(endpoint);
    return stored === undefined ? undefined : { state: stored.state.slice(), revision: stored.revision };
  }

  async save(endpoint: string, state: Uint8Array, expectedRevision: number): Promise<boolean> {
    const revision = this.revisionOf(endpoint);
    if (revision !== expectedRevision) return false;
    this.#states.set(endpoint, { state: Uint8Array.from(state), revision: revision + 1 });
    return true;
  }

  /** 0 where there is none yet. */
  revisionOf(endpoint: string): number {
    return this.#states.get(endpoint)?.revision ?? 0;
  }
}
