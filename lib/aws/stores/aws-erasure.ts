import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { Erasure } from '../../ports/erasure.ts';
import { StoredGolden } from '../../stores/stored-golden.ts';
import { decode } from '../../stores/stored-json.ts';
import { decodedName, prefixes } from '../names/object-keys.ts';
import type { Bucket } from './bucket.ts';
import type { RunItems } from './run-items.ts';
import type { RunObjects } from './run-objects.ts';
import type { StoredReports } from './stored-reports.ts';

export interface ErasureParts {
  readonly bucket: Bucket;
  readonly items: RunItems;
  readonly objects: RunObjects;
  readonly reports: StoredReports;
}

/** Erases from the bucket, whose old versions, where it keeps them, are a matter of its own rules. */
export class AwsErasure implements Erasure {
  readonly #bucket: Bucket;
  readonly #items: RunItems;
  readonly #objects: RunObjects;
  readonly #reports: StoredReports;

  constructor({ bucket, items, objects, reports }: ErasureParts) {
    this.#bucket = bucket;
    this.#items = items;
    this.#objects = objects;
    this.#reports = reports;
  }

  /** Those that have outputs, and those that have rows of a verdict: what has neither has no text. */
  async *sealedRuns(): AsyncIterable<string> {
    const listed = [prefixes.samples, `${prefixes.history}verdicts/`].map((prefix) => this.#bucket.list(prefix));
    const keys = (await Promise.all(listed)).flat();
    const names = keys.flatMap((key) => /\/([^/]+)\.jsonl\.gz$/.exec(key)?.[1] ?? []);
    for (const run of new Set(names)) yield decodedName(run);
  }

  async replaceSamples(run: string, samples: readonly Sample[]): Promise<void> {
    const state = await this.#items.state(run);
    if (state?.state !== 'sealed') return;
    await this.#objects.replace(state, samples, (found, next) => this.#items.beginErasing(state, found, next));
  }

  /** Those that runs used, and those that were pushed. */
  async *goldens(): AsyncIterable<GoldenRequest> {
    for (const prefix of [prefixes.goldens, prefixes.pushedGoldens])
      for (const key of await this.#bucket.list(prefix)) {
        const text = await this.#bucket.get(key);
        if (text !== undefined)
          yield { ...decode(StoredGolden, text.toString(), `golden at ${key}`), key } as KeptGolden;
      }
  }

  async removeGolden(golden: GoldenRequest): Promise<void> {
    await this.#bucket.remove([(golden as KeptGolden).key]);
  }

  /** Stored reports quote answers. */
  async finish(): Promise<void> {
    await this.#reports.removeAll();
  }
}

type KeptGolden = GoldenRequest & { readonly key: string };
