import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { hashBytes } from '../../domain/content-hash.ts';
import { UnreadableError } from '../../domain/errors.ts';
import { objectKeys } from '../names/object-keys.ts';
import type { Bucket } from './bucket.ts';
import type { Item } from './items.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** A body this small stays in the item: a unit of the table is a KB, written four times, and an upload costs as much as eight. */
const inlineBytes = 8 * 1024;

/** What an item holds of its body. */
export type BodyAttributes = { readonly body: Uint8Array } | { readonly bodyKey: string; readonly bodyHash: string };

/** Bytes of any size that belong to an item of the table, packed. Every write has an object of its own. */
export class Bodies {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** @param owner names the item in the key of the object. */
  async store(owner: string, content: Uint8Array): Promise<BodyAttributes> {
    const packed = await pack(content);
    if (packed.length <= inlineBytes) return { body: packed };
    const bodyKey = objectKeys.body(owner, randomUUID());
    await this.#bucket.put(bodyKey, packed, 'application/gzip');
    return { bodyKey, bodyHash: hashBytes(content) };
  }

  /**
   * The body of the item that `read` gives, read again if it was replaced meanwhile.
   *
   * @throws {UnreadableError} if its object is missing or does not hold what the item says.
   */
  async load(read: () => Promise<Item | undefined>): Promise<{ item: Item; content: Buffer } | undefined> {
    for (let item = await read(); item !== undefined; ) {
      const content = await this.#content(item);
      if (content !== undefined) return { item, content };
      const again = await read();
      if (again?.bodyKey === item.bodyKey)
        throw new UnreadableError(`${this.#bucket.nameOf(String(item.bodyKey))}: missing`);
      item = again;
    }
    return undefined;
  }

  /** Deletes the object of a body that no item names any more. */
  async discard(unused: BodyAttributes | Item | undefined): Promise<void> {
    if (unused !== undefined && 'bodyKey' in unused) await this.#bucket.remove([String(unused.bodyKey)]);
  }

  async #content({ pk, sk, body, bodyKey, bodyHash }: Item): Promise<Buffer | undefined> {
    if (body instanceof Uint8Array)
      return unpack(body).catch(() => {
        throw new UnreadableError(`table, item ${pk} ${sk}: damaged, its body cannot be unpacked`);
      });
    const packed = await this.#bucket.get(String(bodyKey));
    if (packed === undefined) return undefined;
    const content = await unpack(packed).catch(() => undefined);
    if (content !== undefined && hashBytes(content) === bodyHash) return content;
    throw new UnreadableError(`${this.#bucket.nameOf(String(bodyKey))}: damaged, it does not hold what was stored`);
  }
}
