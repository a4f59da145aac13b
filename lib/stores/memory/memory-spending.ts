import type { SpendingLog } from '../../usecases/ports.ts';

export class MemorySpending implements SpendingLog {
  readonly #months = new Map<string, Map<string, number>>();

  async put(month: string, fleet: string, tokens: number): Promise<void> {
    const entries = this.#months.get(month) ?? new Map<string, number>();
    this.#months.set(month, entries.set(fleet, tokens));
  }

  async tokens(month: string, except?: string): Promise<number> {
    const entries = [...(this.#months.get(month) ?? [])].filter(([fleet]) => fleet !== except);
    return entries.reduce((sum, [, tokens]) => sum + tokens, 0);
  }
}
