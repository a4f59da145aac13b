import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import type { GoldenArchive } from '../../ports/golden-archive.ts';
import { StoredGolden } from '../../stores/stored-golden.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { objectKeys } from '../names/object-keys.ts';
import type { Bucket } from './bucket.ts';

/** Golden requests as objects that are named after their version. */
export class AwsGoldens implements GoldenArchive {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  async put(golden: GoldenRequest): Promise<void> {
    const key = objectKeys.golden(golden.version);
    const text = encode(StoredGolden, golden, `golden ${golden.id}`);
    // Goldens are put again and again, and reading is a twelfth of the price of writing.
    if ((await this.#bucket.get(key))?.toString() !== text) await this.#bucket.put(key, text, 'application/json');
  }

  async get(version: string): Promise<GoldenRequest | undefined> {
    const text = await this.#bucket.get(objectKeys.golden(version));
    return text === undefined ? undefined : decode(StoredGolden, text.toString(), `golden version ${version}`);
  }
}
