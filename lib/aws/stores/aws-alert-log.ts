import { type AlertLog, claimLapsesAfterMs } from '../../ports/alert-log.ts';
import { instantBefore, sortableInstant } from '../../stores/instant.ts';
import { itemKeys, runsTable } from '../names/runs-table.ts';
import { type Condition, ifEqual, type Table } from './table.ts';

/** As long as what budgets counted. Who is still told of an incident after that hears of it once more. */
const keptDays = 400;

export class AwsAlertLog implements AlertLog {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async claim(alertId: string, at: string): Promise<boolean> {
    const free: Condition = {
      expression: 'attribute_not_exists(pk) OR (sent = :no AND (claimedAt <= :lapsed OR claimedAt >= :ahead))',
      values: {
        ':no': false,
        ':lapsed': instantBefore(at, claimLapsesAfterMs),
        ':ahead': instantBefore(at, -claimLapsesAfterMs),
      },
    };
    return this.#table.putIf(alertItem(alertId, at, false), free);
  }

  async confirm(alertId: string, at: string): Promise<void> {
    await this.#table.put(alertItem(alertId, at, true));
  }

  async release(alertId: string): Promise<void> {
    await this.#table.removeIf(itemKeys.alert(alertId), ifEqual('sent', false));
  }
}

function alertItem(alertId: string, at: string, sent: boolean) {
  const expiresAt = Math.floor(Date.parse(at) / 1000) + keptDays * 86_400;
  return { ...itemKeys.alert(alertId), claimedAt: sortableInstant(at), sent, [runsTable.timeToLive]: expiresAt };
}
