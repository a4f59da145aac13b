import { objectKeys, prefixes } from '../names/object-keys.ts';
import type { Bucket } from './bucket.ts';

/** The pages that messages lead to, one an endpoint. They hold answers of the model. */
export class StoredReports {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  async put(endpoint: string, html: string): Promise<void> {
    await this.#bucket.put(objectKeys.report(endpoint), html, 'text/html; charset=utf-8');
  }

  /** Of all endpoints, e.g. because something was erased that may stand in them; later runs make them anew. */
  async removeAll(): Promise<void> {
    await this.#bucket.remove(await this.#bucket.list(prefixes.reports));
  }
}
