import { itemKeys, runsTable } from '../names/runs-table.ts';
import { ifAbsent, type Table } from './table.ts';

/** A tick is delivered again within the day, if at all. */
const keptDays = 30;

/**
 * Which execution works on a tick. The schedule delivers a tick at least once, and cannot name the execution that it starts
 * after the tick, as names hold no colon and the times that it passes on do: so the execution that asks first has it.
 */
export class TickOwners {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Whether the tick is this execution's, also when it asks again. @param at time that the schedule meant, ISO 8601. */
  async claim(at: string, execution: string): Promise<boolean> {
    const key = itemKeys.tick(at);
    const expiresAt = Math.floor(Date.parse(at) / 1000) + keptDays * 86_400;
    if (await this.#table.putIf({ ...key, execution, [runsTable.timeToLive]: expiresAt }, ifAbsent)) return true;
    return (await this.#table.get(key))?.execution === execution;
  }
}
