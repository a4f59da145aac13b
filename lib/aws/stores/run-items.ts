import * as z from 'zod';
import { StoreError } from '../../domain/errors.ts';
import { ClosedBecause, type RunEnd, type RunPlan, RunRecord } from '../../domain/run/run.ts';
import type { RunQuery } from '../../ports/run-store.ts';
import { sortableInstant } from '../../stores/instant.ts';
import { openRecord } from '../../stores/run-record.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { epochSortKey, type ItemKey, itemKeys, openRunsPartition } from '../names/runs-table.ts';
import { listedRange } from './listed-range.ts';
import { ifAbsent, ifEqual, type Table } from './table.ts';

const common = {
  run: z.string(),
  endpoint: z.string(),
  epoch: z.int(),
  /** Time of the plan, UTC to the millisecond. */
  at: z.string(),
  seed: z.string(),
  /** `RunRecord` as JSON. */
  record: z.string(),
};
const end = {
  status: z.enum(['finished', 'closed']),
  finishedAt: z.string(),
  because: ClosedBecause.optional(),
};

/**
 * Where a run is in its life. `sealing` takes no more draws and already knows its outcome; whoever finds a run in that
 * state can bring it to its end, so that nobody depends on a process that was killed.
 */
const RunState = z.discriminatedUnion('state', [
  z.object({ ...common, state: z.literal('open') }),
  z.object({ ...common, ...end, state: z.literal('sealing') }),
  z.object({
    ...common,
    ...end,
    state: z.literal('sealed'),
    hash: z.string(),
    /** Of the samples that take their place because some were erased; the object holds either. */
    erasedTo: z.string().optional(),
  }),
]);
export type RunState = z.infer<typeof RunState>;
export type Open = Extract<RunState, { state: 'open' }>;
export type Sealing = Extract<RunState, { state: 'sealing' }>;
export type Sealed = Extract<RunState, { state: 'sealed' }>;

/** A run in the list of its endpoint. */
export interface ListedRun {
  /** Of its key: time of the plan, UTC to the millisecond. */
  readonly at: string;
  readonly record: RunRecord;
}

/** What the table holds of runs: the state of each, its record in the list of its endpoint, and a mark while it is open. */
export class RunItems {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Adds an open run, if there is no run of its name. */
  async add(plan: RunPlan): Promise<void> {
    const { run, endpoint, epoch, seed } = plan;
    const at = sortableInstant(plan.plannedAt);
    const record = encode(RunRecord, openRecord(plan), `run ${run}`);
    const state: Open = { run, endpoint, epoch, at, seed, record, state: 'open' };
    await this.#table.transact([
      { put: { ...itemKeys.run(run), ...state }, if: ifAbsent },
      { put: listedItem(state) },
      { put: { ...itemKeys.openRun(at, run), run, endpoint } },
    ]);
  }

  async state(run: string): Promise<RunState | undefined> {
    const item = await this.#table.get(itemKeys.run(run));
    if (item === undefined) return undefined;
    const parsed = RunState.safeParse(item);
    if (parsed.success) return parsed.data;
    throw new StoreError(`run ${run} cannot be read: its item in the table is not one of a run`);
  }

  /** From here on the run takes no more draws; the first outcome stays. */
  async beginSealing(open: Open, runEnd: RunEnd): Promise<void> {
    const state: Sealing = { ...open, ...runEnd, state: 'sealing' };
    await this.#table.putIf({ ...itemKeys.run(open.run), ...state }, ifEqual('state', 'open'));
  }

  async finishSealing(sealing: Sealing, record: RunRecord, hash: string): Promise<void> {
    const { run } = sealing;
    const state: Sealed = { ...sealing, state: 'sealed', record: encode(RunRecord, record, `run ${run}`), hash };
    await this.#table.transact([
      { put: { ...itemKeys.run(run), ...state }, if: ifEqual('state', 'sealing') },
      { put: listedItem(state) },
      { remove: itemKeys.openRun(sealing.at, run) },
    ]);
  }

  /** The samples of a sealed run are about to be replaced by others, of which this is the hash. */
  async beginErasing({ erasedTo: _before, ...sealed }: Sealed, found: string, hash: string): Promise<void> {
    const state: Sealed = { ...sealed, hash: found, erasedTo: hash };
    await this.#table.putIf({ ...itemKeys.run(sealed.run), ...state }, ifEqual('state', 'sealed'));
  }

  async list(query: RunQuery): Promise<RunRecord[]> {
    const items = await this.#table.query(listedRange('RUN', query));
    return items.map(({ run, record }) => decode(RunRecord, String(record), `run ${run}`));
  }

  /** The records of an endpoint's runs, with the times that their keys hold. */
  async listed(endpoint: string): Promise<ListedRun[]> {
    const items = await this.#table.query(listedRange('RUN', { endpoint }));
    return items.map(({ sk, run, record }) => ({
      at: sk.split('#')[1] ?? '',
      record: decode(RunRecord, String(record), `run ${run}`),
    }));
  }

  /** Puts a run into the list of its endpoint. */
  async listAgain(state: RunState): Promise<void> {
    await this.#table.put(listedItem(state));
  }

  /** Marks a run as open. */
  async markOpen({ at, run, endpoint }: RunState): Promise<void> {
    await this.#table.put({ ...itemKeys.openRun(at, run), run, endpoint });
  }

  /** What marks runs as open, oldest first. */
  async openMarks(): Promise<{ readonly run: string; readonly key: ItemKey }[]> {
    const marks = await this.#table.query({ partition: openRunsPartition, low: ' ', high: '~' });
    return marks.map(({ pk, sk, run }) => ({ run: String(run), key: { pk, sk } }));
  }

  /** Names of open runs, oldest first. */
  async openRuns(endpoint: string | undefined): Promise<string[]> {
    const marks = await this.#table.query({ partition: openRunsPartition, low: ' ', high: '~' });
    return marks.filter((mark) => endpoint === undefined || mark.endpoint === endpoint).map(({ run }) => String(run));
  }
}

function listedItem({ run, endpoint, epoch, at, record }: RunState) {
  const epochSk = epochSortKey('RUN', epoch, at, run);
  return { ...itemKeys.listedRun(endpoint, at, run), epochSk, run, record };
}
