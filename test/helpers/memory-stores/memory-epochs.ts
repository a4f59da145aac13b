import { Epoch } from '../../../lib/domain/verdict/epoch.ts';
import type { EpochStore } from '../../../lib/ports/epoch-store.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';

export class MemoryEpochs implements EpochStore {
  readonly #epochs = new Map<string, Map<number, string>>();

  async add(epoch: Epoch): Promise<boolean> {
    const text = encode(Epoch, epoch, `epoch ${epoch.number} of ${epoch.endpoint}`);
    const epochs = this.#epochs.get(epoch.endpoint) ?? new Map<number, string>();
    if (epochs.has(epoch.number)) return false;
    this.#epochs.set(epoch.endpoint, epochs.set(epoch.number, text));
    return true;
  }

  async list(endpoint: string): Promise<Epoch[]> {
    return [...(this.#epochs.get(endpoint)?.values() ?? [])]
      .map((text) => decode(Epoch, text, `epoch of ${endpoint}`))
      .sort((a, b) => a.number - b.number);
  }
}
