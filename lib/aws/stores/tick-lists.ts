import * as z from 'zod';
import { TickTask } from '../../domain/run/tick.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { objectKeys } from '../names/object-keys.ts';
import type { Bucket } from './bucket.ts';

/** Task lists of ticks, in the form that a distributed map reads. */
export class TickLists {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** Stores the list of an execution, replacing what an earlier attempt left, and gives its key. */
  async put(execution: string, tasks: readonly TickTask[]): Promise<string> {
    const key = objectKeys.tickList(execution);
    await this.#bucket.put(key, encode(z.array(TickTask), [...tasks], `fleet ${execution}`), 'application/json');
    return key;
  }

  /** The tasks under a key; nothing if the list has expired. */
  async get(key: string): Promise<TickTask[] | undefined> {
    const text = await this.#bucket.get(key);
    return text === undefined ? undefined : decode(z.array(TickTask), text.toString(), `fleet ${key}`);
  }
}
