import type { GoldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import type { GoldenArchive } from '../../../lib/ports/golden-archive.ts';
import { StoredGolden } from '../../../lib/stores/stored-golden.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';

export class MemoryGoldens implements GoldenArchive {
  readonly #goldens = new Map<string, string>();

  async put(golden: GoldenRequest): Promise<void> {
    this.#goldens.set(golden.version, encode(StoredGolden, golden, `golden ${golden.id}`));
  }

  async get(version: string): Promise<GoldenRequest | undefined> {
    const text = this.#goldens.get(version);
    return text === undefined ? undefined : decode(StoredGolden, text, `golden version ${version}`);
  }
}
