import { type AlertLog, claimLapsesAfterMs } from '../../ports/alert-log.ts';
import { instantBefore, sortableInstant } from '../../stores/instant.ts';
import { itemKeys } from '../names/runs-table.ts';
import { type Condition, ifEqual, type Table } from './table.ts';

export class AwsAlertLog implements AlertLog {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async claim(alertId: string, at: string): Promise<boolean> {
    const free: Condition = {
      expression: 'attribute_not_exists(pk) OR (sent = :no AND claimedAt <= :lapsed)',
      values: { ':no': false, ':lapsed': instantBefore(at, claimLapsesAfterMs) },
    };
    return this.#table.putIf({ ...itemKeys.alert(alertId), claimedAt: sortableInstant(at), sent: false }, free);
  }

  async confirm(alertId: string, at: string): Promise<void> {
    await this.#table.put({ ...itemKeys.alert(alertId), claimedAt: sortableInstant(at), sent: true });
  }

  async release(alertId: string): Promise<void> {
    await this.#table.removeIf(itemKeys.alert(alertId), ifEqual('sent', false));
  }
}
