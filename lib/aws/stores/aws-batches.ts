import { Batch } from '../../domain/run/batch.ts';
import type { BatchLog } from '../../ports/batch-log.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { batchesPartition, itemKeys } from '../names/runs-table.ts';
import { ifAbsent, ifPresent, type Table } from './table.ts';

/** An item a batch, all of them in one partition: a tick finds what is at providers with one query. */
export class AwsBatches implements BatchLog {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async list(run?: string): Promise<Batch[]> {
    const [low, high] = run === undefined ? [' ', '~'] : [`${run}#`, `${run}#~`];
    const items = await this.#table.query({ partition: batchesPartition, low, high });
    return items.map(({ sk, batch }) => decode(Batch, String(batch), `batch at ${sk}`));
  }

  /** In one transaction, which holds a hundred: more batches than a run of millions of draws is cut into. */
  async add(batches: readonly Batch[]): Promise<void> {
    if (batches.length > 0) await this.#table.transact(batches.map((batch) => ({ put: itemOf(batch), if: ifAbsent })));
  }

  async put(batch: Batch): Promise<void> {
    await this.#table.putIf(itemOf(batch), ifPresent);
  }

  async remove({ run, part }: Pick<Batch, 'run' | 'part'>): Promise<void> {
    await this.#table.removeIf(itemKeys.batch(run, part), ifPresent);
  }
}

function itemOf(batch: Batch) {
  const { run, part } = batch;
  return { ...itemKeys.batch(run, part), batch: encode(Batch, batch, `batch ${part} of run ${run}`) };
}
