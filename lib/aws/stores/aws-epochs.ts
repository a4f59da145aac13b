import { Epoch } from '../../domain/verdict/epoch.ts';
import type { EpochStore } from '../../ports/epoch-store.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { endpointPartition, itemKeys } from '../names/runs-table.ts';
import { ifAbsent, type Table } from './table.ts';

export class AwsEpochs implements EpochStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(epoch: Epoch): Promise<boolean> {
    const text = encode(Epoch, epoch, `epoch ${epoch.number} of ${epoch.endpoint}`);
    return this.#table.putIf({ ...itemKeys.epoch(epoch.endpoint, epoch.number), epoch: text }, ifAbsent);
  }

  async list(endpoint: string): Promise<Epoch[]> {
    const items = await this.#table.query({ partition: endpointPartition(endpoint), low: 'EPOCH#', high: 'EPOCH#~' });
    return items.map(({ epoch }) => decode(Epoch, String(epoch), `epoch of ${endpoint}`));
  }
}
