import { UnreadableError } from '../../domain/errors.ts';
import type { DetectorStateStore } from '../../ports/detector-state-store.ts';
import { itemKeys } from '../names/runs-table.ts';
import type { Bodies, BodyAttributes } from './bodies.ts';
import type { Item } from './items.ts';
import { ifAbsent, ifEqual, type Table, type Write } from './table.ts';

export class AwsDetectorStates implements DetectorStateStore {
  readonly #table: Table;
  readonly #bodies: Bodies;

  constructor(table: Table, bodies: Bodies) {
    this.#table = table;
    this.#bodies = bodies;
  }

  async load(endpoint: string): Promise<{ state: Uint8Array; revision: number } | undefined> {
    const read = () => this.#table.get(itemKeys.detector(endpoint));
    try {
      const stored = await this.#bodies.load(read);
      if (stored === undefined) return undefined;
      return { state: Uint8Array.from(stored.content), revision: Number(stored.item.revision) };
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      // Bytes that are no state: it is made anew from the stored runs, and the next revision takes its place.
      return { state: new Uint8Array(), revision: Number((await read())?.revision ?? 0) };
    }
  }

  async save(endpoint: string, state: Uint8Array, expectedRevision: number): Promise<boolean> {
    const next = await this.prepare(endpoint, state, expectedRevision);
    if (next === undefined) return false;
    const saved = await this.#table.putIf(next.write.put, next.write.if);
    await this.#bodies.discard(saved ? next.old : next.body);
    return saved;
  }

  /** Stores the body of the next state; what is left is one write. Nothing where the revision has moved on. */
  async prepare(
    endpoint: string,
    state: Uint8Array,
    expectedRevision: number,
  ): Promise<
    { readonly write: Extract<Write, { put: Item }>; readonly body: BodyAttributes; readonly old?: Item } | undefined
  > {
    const key = itemKeys.detector(endpoint);
    const old = await this.#table.get(key);
    if (Number(old?.revision ?? 0) !== expectedRevision) return undefined;

    const body = await this.#bodies.store(`detectors/${endpoint}`, state);
    const put = { ...key, endpoint, revision: expectedRevision + 1, ...body };
    const write = { put, if: expectedRevision === 0 ? ifAbsent : ifEqual('revision', expectedRevision) };
    return { write, body, ...(old === undefined ? {} : { old }) };
  }
}
