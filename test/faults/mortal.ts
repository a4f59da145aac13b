import { StoreError } from '../../lib/domain/errors.ts';
import type { Stores } from '../../lib/ports/stores.ts';

/** What happens at one call of a process to its stores. */
export interface Mishap {
  /** `dies`: nothing is done from then on. `fails`: this one call is refused, as by a disk that is full, and no other. */
  readonly how: 'dies' | 'fails';
  /** Number of the call, from 1 on, among all of the process or among those that write. */
  readonly at: number;
  readonly among: 'calls' | 'writes';
  /** Whether the call was done, and only its answer never arrived. */
  readonly done: boolean;
}

const none: Mishap = { how: 'dies', at: 0, done: false, among: 'calls' };

/** Calls that change what is stored, as stores and as AWS name them. */
const writing = /put|commit|runs\.open$|close|add|save|claim|confirm|release|Put|Delete|Transact|Update/;

/** A process: what it did until its mishap, if it has one. */
export class Process {
  calls = 0;
  writes = 0;
  /** Set once it is dead. */
  isDead = false;
  /** The call at which the mishap came, e.g. `runs.close`. */
  struckAt: string | undefined;
  readonly #mishap: Mishap | undefined;

  constructor(mishap?: Mishap) {
    this.#mishap = mishap;
  }

  /** A call to the world: it happens, or the mishap does. */
  async call<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.isDead) throw new Dead();
    const { how, at, done, among } = this.#mishap ?? none;
    this.calls++;
    const isWrite = writing.test(name);
    if (isWrite) this.writes++;
    const isAmong = among === 'calls' || isWrite;
    if (!isAmong || this[among] !== at) return work();
    this.struckAt = name;
    if (how === 'dies') this.isDead = true;
    if (done) await work();
    throw how === 'dies' ? new Dead() : new StoreError('no space is left');
  }
}

/** What a killed process would never have seen. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/** The same stores as one process uses them: each call goes through `process`. */
export function mortal(stores: Stores, process: Process): Stores {
  const guard = (target: object, path: string): unknown =>
    new Proxy(target, {
      get(_, key) {
        const value: unknown = Reflect.get(target, key);
        const name = `${path}${String(key)}`;
        if (typeof value === 'object' && value !== null) return guard(value, `${name}.`);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => process.call(name, async () => value.apply(target, args));
      },
    });
  return guard(stores, '') as Stores;
}
