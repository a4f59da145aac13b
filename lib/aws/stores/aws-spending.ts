import { addSpending, nothingSpent, Spending } from '../../domain/run/spending.ts';
import type { SpendingLog } from '../../ports/spending-log.ts';
import { itemKeys, runsTable, spentPartition } from '../names/runs-table.ts';
import type { Table } from './table.ts';

/** Kept for a year and a bit, for whoever asks what a month cost. */
const keptDays = 400;

export class AwsSpending implements SpendingLog {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(month: string, tick: string, { tokens, costMicros }: Spending): Promise<void> {
    const expiresAt = Math.floor(Date.parse(`${month}-01T00:00:00Z`) / 1000) + keptDays * 86_400;
    await this.#table.put({ ...itemKeys.spent(month, tick), tokens, costMicros, [runsTable.timeToLive]: expiresAt });
  }

  async total(month: string, except?: string): Promise<Spending> {
    const entries = await this.#table.query({ partition: spentPartition(month), low: ' ', high: '~' });
    return entries
      .filter(({ sk }) => sk !== except)
      .map(({ tokens, costMicros }) => Spending.parse({ tokens, costMicros }))
      .reduce(addSpending, nothingSpent);
  }
}
