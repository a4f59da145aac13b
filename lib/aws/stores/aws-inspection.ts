import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { RunEnd } from '../../domain/run/run.ts';
import type { Inspection, LostOutputs, Misplaced } from '../../ports/inspection.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { Stores } from '../../ports/stores.ts';
import { decodedName, objectKeys, openRunPrefix, prefixes } from '../names/object-keys.ts';
import { itemKeys } from '../names/runs-table.ts';
import type { Bucket, Listed } from './bucket.ts';
import { misplacedRows } from './inspect-rows.ts';
import type { ListedRun, RunItems } from './run-items.ts';
import type { RunObjects } from './run-objects.ts';
import type { Table } from './table.ts';

/** Items that are read at once. */
const readsAtOnce = 16;

/** Whoever stores an object names it within minutes: a function lives for fifteen. */
const underWayMs = 3_600_000;

export interface InspectionParts {
  readonly bucket: Bucket;
  readonly table: Table;
  readonly items: RunItems;
  readonly objects: RunObjects;
  readonly runs: Pick<RunStore, 'open' | 'close'>;
  readonly history: Pick<Stores, 'judgements' | 'incidents' | 'conditions'>;
}

/**
 * Holds the names of all objects in the bucket against the table, and the items of runs against each other.
 *
 * Cost: a list of the bucket (a request for 1,000 objects), a query for each endpoint, and a read of the table for each run and
 * each body; of each judged run also its judgement and the rows that SQL reads.
 */
export class AwsInspection implements Inspection {
  readonly #parts: InspectionParts;

  constructor(parts: InspectionParts) {
    this.#parts = parts;
  }

  async lostOutputs(): Promise<LostOutputs[]> {
    const { bucket, objects } = this.#parts;
    const lost = async (object: Outputs): Promise<LostOutputs[]> => {
      if ((await this.#parts.items.state(object.run)) !== undefined) return [];
      const { key, day, endpoint, run, listed } = object;
      const samples = () => objects.unnamed(key, { run, endpoint });
      return [{ where: bucket.nameOf(key), day, isInPlace: true, samples, ...(listed && { record: listed.record }) }];
    };
    return (await mapConcurrently(await this.#outputs(), readsAtOnce, lost)).flat();
  }

  async misplaced(now: Date): Promise<Misplaced[]> {
    const isSettled = ({ at }: Listed) => now.getTime() - at.getTime() >= underWayMs;
    const outputs = await this.#outputs();
    const runs = new Set(outputs.map(({ run }) => run));
    const { bucket, history: stores } = this.#parts;
    const rows = { bucket, stores, endpoints: await this.#endpoints(), runs: [...runs], isSettled };
    return [
      ...(await mapConcurrently(outputs, readsAtOnce, (one) => this.#misplacedOutputs(one))).flat(),
      ...(await this.#stateless(runs)),
      ...(await this.#openRuns(now)),
      ...(await this.#openObjects(isSettled)),
      ...(await this.#unnamedBodies(isSettled)),
      ...(await misplacedRows(rows)),
    ];
  }

  /** Every object with outputs, and what the list of its endpoint says of the run. */
  async #outputs(): Promise<Outputs[]> {
    const { bucket, items } = this.#parts;
    const found = (await bucket.list(prefixes.samples)).flatMap((key): Omit<Outputs, 'isNamed'>[] => {
      const [, endpoint, day, name] = /endpoint=([^/]+)\/date=([^/]+)\/([^/]+)\.jsonl\.gz$/.exec(key) ?? [];
      return endpoint === undefined ? [] : [{ key, endpoint, day: String(day), run: decodedName(String(name)) }];
    });
    const listed = new Map<string, ListedRun>();
    for (const endpoint of new Set(found.map((one) => one.endpoint)))
      for (const one of await items.listed(endpoint)) listed.set(one.record.run, one);
    return found.map((one) => {
      const record = listed.get(one.run);
      const isNamed = record !== undefined && objectKeys.samples(one.endpoint, record.at, one.run) === one.key;
      return { ...one, isNamed, ...(record && { listed: record }) };
    });
  }

  async #misplacedOutputs({ key, run, isNamed }: Outputs): Promise<Misplaced[]> {
    if (isNamed) return [];
    const { bucket, items } = this.#parts;
    const state = await items.state(run);
    if (state === undefined) return []; // lost, which is told apart
    const where = bucket.nameOf(key);
    const expected = objectKeys.samples(state.endpoint, state.at, run);
    if (expected !== key)
      return [{ where, what: `no record names it: that of run ${run} names ${bucket.nameOf(expected)}` }];
    const what = `run ${run} that it holds is missing in the list of its endpoint`;
    return [{ where, what, mend: () => items.listAgain(state) }];
  }

  /** Runs that the list of an endpoint has, and whose state is gone; those with outputs are put back as lost outputs are. */
  async #stateless(withOutputs: ReadonlySet<string>): Promise<Misplaced[]> {
    const { items } = this.#parts;
    const endpoints = await this.#endpoints();
    const listed = (await mapConcurrently(endpoints, readsAtOnce, (endpoint) => items.listed(endpoint))).flat();
    const told = async ({ record: { run } }: ListedRun): Promise<Misplaced[]> => {
      if (withOutputs.has(run) || (await items.state(run)) !== undefined) return [];
      const what = `the table lists it, and has neither the item RUN#${run} nor outputs in the bucket`;
      return [{ where: `run ${run}`, what }];
    };
    return (await mapConcurrently(listed, readsAtOnce, told)).flat();
  }

  /** Endpoints that ever wrote rows of a verdict or outputs. */
  async #endpoints(): Promise<string[]> {
    const { bucket } = this.#parts;
    const keys = await Promise.all([prefixes.samples, `${prefixes.history}verdicts/`].map((one) => bucket.list(one)));
    return [...new Set(keys.flat().flatMap((key) => /endpoint=([^/]+)\//.exec(key)?.[1] ?? []))];
  }

  /** A mark without a run, or an open run without its plan, stops every tick that looks for runs to be closed. */
  async #openRuns(now: Date): Promise<Misplaced[]> {
    const { items, objects, runs, table } = this.#parts;
    const end: RunEnd = { status: 'closed', finishedAt: now.toISOString() };
    const marks = await items.openMarks();
    const told = async ({ run, key }: (typeof marks)[number]): Promise<Misplaced[]> => {
      const where = `table, item ${key.pk} ${key.sk}`;
      const state = await items.state(run);
      const unmark = () => table.transact([{ remove: key }]).then(() => {});
      if (state === undefined)
        return [{ where, what: `it marks run ${run} as open, which is not there`, mend: unmark }];
      if (state.state === 'sealed')
        return [{ where, what: `it marks run ${run} as open, which is sealed`, mend: unmark }];
      if ((await objects.plan(run)) !== undefined) return [];
      const what = 'it is open and its plan is missing: it is closed with the answers that came';
      return [{ where: `run ${run}`, what, mend: () => runs.close(run, end).then(() => {}) }];
    };
    return (await mapConcurrently(marks, readsAtOnce, told)).flat();
  }

  /** Plans and draws of runs that are sealed, or of which the table knows nothing. */
  async #openObjects(isSettled: (one: Listed) => boolean): Promise<Misplaced[]> {
    const { bucket, items, objects, runs } = this.#parts;
    const byRun = Map.groupBy(await bucket.entries(prefixes.open), ({ key }) => key.split('/')[1] ?? '');
    const told = async ([name, entries]: [string, Listed[]]): Promise<Misplaced[]> => {
      if (!entries.every(isSettled)) return [];
      const run = decodedName(name);
      const state = await items.state(run);
      const where = bucket.nameOf(openRunPrefix(run));
      if (state?.state === 'sealed')
        return [{ where, what: `it is left of run ${run}, which is sealed`, mend: () => objects.discardOpen(run) }];
      if (state !== undefined) {
        const mark = itemKeys.openRun(state.at, run);
        if ((await this.#parts.table.get(mark)) !== undefined) return [];
        const what = `run ${run} is open and not marked as such: no tick would ever close it`;
        return [{ where: `table, item ${mark.pk} ${mark.sk}`, what, mend: () => items.markOpen(state) }];
      }
      const plan = await objects.plan(run);
      const what = `the table has lost the open run ${run} that it belongs to`;
      return [{ where, what, ...(plan && { mend: () => runs.open(plan) }) }];
    };
    return (await mapConcurrently([...byRun], readsAtOnce, told)).flat();
  }

  /** Bodies that a process which was killed had stored, or that are left of items which are gone. */
  async #unnamedBodies(isSettled: (one: Listed) => boolean): Promise<Misplaced[]> {
    const { bucket, table } = this.#parts;
    const told = async ({ key }: Listed): Promise<Misplaced[]> => {
      const [, kind, owner = ''] = key.split('/');
      const named = kind === 'detectors' ? await table.get(itemKeys.detector(owner)) : await this.#judgement(owner);
      if (named?.bodyKey === key) return [];
      const whose = kind === 'detectors' ? `detector of ${owner}` : `judgement of run ${decodedName(owner)}`;
      return [{ where: bucket.nameOf(key), what: `no ${whose} names it`, mend: () => bucket.remove([key]) }];
    };
    const settled = (await bucket.entries(prefixes.bodies)).filter(isSettled);
    return (await mapConcurrently(settled, readsAtOnce, told)).flat();
  }

  async #judgement(owner: string) {
    const { table } = this.#parts;
    const pointer = await table.get(itemKeys.judgementOfRun(decodedName(owner)));
    return pointer && table.get({ pk: String(pointer.listedPk), sk: String(pointer.listedSk) });
  }
}

/** An object with the outputs of a run. */
interface Outputs {
  readonly key: string;
  readonly endpoint: string;
  readonly day: string;
  readonly run: string;
  /** Whether the run's record in the list of its endpoint leads to this object. */
  readonly isNamed: boolean;
  readonly listed?: ListedRun;
}
