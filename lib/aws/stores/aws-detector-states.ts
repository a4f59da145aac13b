import type { DetectorStateStore } from '../../ports/detector-state-store.ts';
import { itemKeys } from '../names/runs-table.ts';
import type { Bodies } from './bodies.ts';
import { ifAbsent, ifEqual, type Table } from './table.ts';

export class AwsDetectorStates implements DetectorStateStore {
  readonly #table: Table;
  readonly #bodies: Bodies;

  constructor(table: Table, bodies: Bodies) {
    this.#table = table;
    this.#bodies = bodies;
  }

  async load(endpoint: string): Promise<{ state: Uint8Array; revision: number } | undefined> {
    const stored = await this.#bodies.load(() => this.#table.get(itemKeys.detector(endpoint)));
    if (stored === undefined) return undefined;
    return { state: Uint8Array.from(stored.content), revision: Number(stored.item.revision) };
  }

  async save(endpoint: string, state: Uint8Array, expectedRevision: number): Promise<boolean> {
    const key = itemKeys.detector(endpoint);
    const old = await this.#table.get(key);
    if (Number(old?.revision ?? 0) !== expectedRevision) return false;

    const body = await this.#bodies.store(`detectors/${endpoint}`, state);
    const condition = expectedRevision === 0 ? ifAbsent : ifEqual('revision', expectedRevision);
    const saved = await this.#table.putIf({ ...key, endpoint, revision: expectedRevision + 1, ...body }, condition);
    await this.#bodies.discard(saved ? old : body);
    return saved;
  }
}
