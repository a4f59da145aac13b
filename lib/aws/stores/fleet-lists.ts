import * as z from 'zod';
import { FleetTask } from '../../domain/run/fleet.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { objectKeys } from '../names/object-keys.ts';
import type { Bucket } from './bucket.ts';

/** Task lists of fleets, in the form that a distributed map reads. */
export class FleetLists {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** Stores the list of an execution, replacing what an earlier attempt left, and gives its key. */
  async put(execution: string, tasks: readonly FleetTask[]): Promise<string> {
    const key = objectKeys.fleetList(execution);
    await this.#bucket.put(key, encode(z.array(FleetTask), [...tasks], `fleet ${execution}`), 'application/json');
    return key;
  }

  /** The tasks under a key; nothing if the list has expired. */
  async get(key: string): Promise<FleetTask[] | undefined> {
    const text = await this.#bucket.get(key);
    return text === undefined ? undefined : decode(z.array(FleetTask), text.toString(), `fleet ${key}`);
  }
}
