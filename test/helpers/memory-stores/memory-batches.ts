import { Batch } from '../../../lib/domain/run/batch.ts';
import type { BatchLog } from '../../../lib/ports/batch-log.ts';
import { compareText } from '../../../lib/stores/compare-text.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';

export class MemoryBatches implements BatchLog {
  readonly #texts = new Map<string, string>();

  async list(run?: string): Promise<Batch[]> {
    const all = [...this.#texts.values()].map((text) => decode(Batch, text, 'batch'));
    const wanted = all.filter((batch) => run === undefined || batch.run === run);
    return wanted.sort((a, b) => compareText(a.run, b.run) || a.part - b.part);
  }

  async add(batches: readonly Batch[]): Promise<void> {
    const texts = batches.map((batch) => [nameOf(batch), encode(Batch, batch, nameOf(batch))] as const);
    for (const [name, text] of texts) if (!this.#texts.has(name)) this.#texts.set(name, text);
  }

  async put(batch: Batch): Promise<void> {
    const text = encode(Batch, batch, nameOf(batch));
    if (this.#texts.has(nameOf(batch))) this.#texts.set(nameOf(batch), text);
  }

  async remove(batch: Pick<Batch, 'run' | 'part'>): Promise<void> {
    this.#texts.delete(nameOf(batch));
  }
}

function nameOf({ run, part }: Pick<Batch, 'run' | 'part'>): string {
  return `batch ${part} of run ${run}`;
}
