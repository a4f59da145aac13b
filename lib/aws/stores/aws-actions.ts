import { Action } from '../../domain/verdict/action.ts';
import type { ActionLog } from '../../ports/action-log.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { endpointPartition, itemKeys } from '../names/runs-table.ts';
import { ifAbsent, type Table } from './table.ts';

export class AwsActions implements ActionLog {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(action: Action): Promise<boolean> {
    const text = encode(Action, action, `action ${action.number} of ${action.endpoint}`);
    return this.#table.putIf({ ...itemKeys.action(action.endpoint, action.number), action: text }, ifAbsent);
  }

  async list({ endpoint, last }: { endpoint: string; last?: number }): Promise<Action[]> {
    const partition = endpointPartition(endpoint);
    const items = await this.#table.query({ partition, low: 'ACTION#', high: 'ACTION#~', last });
    return items.map(({ action }) => decode(Action, String(action), `action of ${endpoint}`));
  }
}
