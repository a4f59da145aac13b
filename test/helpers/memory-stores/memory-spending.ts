import { addSpending, nothingSpent, type Spending } from '../../../lib/domain/run/spending.ts';
import type { SpendingLog } from '../../../lib/ports/spending-log.ts';

export class MemorySpending implements SpendingLog {
  readonly #months = new Map<string, Map<string, Spending>>();

  async put(month: string, fleet: string, spent: Spending): Promise<void> {
    const entries = this.#months.get(month) ?? new Map<string, Spending>();
    this.#months.set(month, entries.set(fleet, { ...spent }));
  }

  async total(month: string, except?: string): Promise<Spending> {
    const entries = [...(this.#months.get(month) ?? [])].filter(([fleet]) => fleet !== except);
    return entries.reduce((sum, [, spent]) => addSpending(sum, spent), nothingSpent);
  }
}
