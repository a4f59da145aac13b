import * as z from 'zod';
import type { PushedProject } from '../../domain/project/pushed-project.ts';
import { withoutAnswers } from '../../domain/verdict/without-answers.ts';
import type { JudgementStore } from '../../ports/judgement-store.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { objectKeys, prefixes } from '../names/object-keys.ts';
import { itemKeys, runsTable, sweepsPartition } from '../names/runs-table.ts';
import type { Bucket } from './bucket.ts';
import { ifAbsent, type Table } from './table.ts';

const dayMs = 86_400_000;

/** What a process that was killed left behind is let be for so long: somebody may be about to name it. */
const orphansKeptDays = 2;

/** A sweep of a day is remembered for so long. */
const keptDays = 30;

/** Since when objects have been seen unused, by key. */
const Unused = z.record(z.string(), z.iso.datetime());
type Unused = z.infer<typeof Unused>;

export interface SweepParts {
  readonly bucket: Bucket;
  readonly table: Table;
  readonly judgements: JudgementStore;
}

export interface SweepTask {
  readonly now: Date;
  /** How long answers are kept; for ever if undefined. */
  readonly retentionDays: number | undefined;
  /** A tick's version of the project. */
  readonly version: string;
  readonly pushed: PushedProject;
  /** Versions of its goldens; asked for on the one tick of the day that sweeps. */
  readonly goldenVersions: () => Promise<readonly string[]>;
}

/**
 * Once a day, deletes what the lifecycle of the bucket cannot know of:
 *
 * - answers that verdicts show, once they are older than `retentionDays`; the verdicts stay;
 * - goldens and versions of the project, once they have been out of use for as long;
 * - states of detectors that no item names.
 *
 * Cost: lists the goldens and the states; reads the summaries of the verdicts that grew too old since the sweep before.
 */
export class Sweep {
  readonly #parts: SweepParts;

  constructor(parts: SweepParts) {
    this.#parts = parts;
  }

  /** Does nothing where somebody swept on the same day (UTC). */
  async sweepDaily(task: SweepTask): Promise<void> {
    const { table } = this.#parts;
    const day = task.now.toISOString().slice(0, 10);
    const expiresAt = Math.floor(task.now.getTime() / 1000) + keptDays * 86_400;
    if (!(await table.putIf({ ...itemKeys.sweep(day), [runsTable.timeToLive]: expiresAt }, ifAbsent))) return;
    if (task.retentionDays !== undefined) await this.#sweepVerdicts(task, task.retentionDays);
    await this.#sweepUnused(task);
  }

  /** Endpoints that were removed from the project are swept until nothing of theirs is left. */
  async #sweepVerdicts({ now, pushed }: SweepTask, days: number): Promise<void> {
    const { table } = this.#parts;
    const until = new Date(now.getTime() - days * dayMs).toISOString();
    const items = await table.query({ partition: sweepsPartition, low: 'ENDPOINT#', high: 'ENDPOINT#~' });
    const swept = new Map(items.map((item) => [String(item.endpoint), String(item.until)]));
    for (const endpoint of new Set([...swept.keys(), ...pushed.project.endpoints.map(({ id }) => id)])) {
      await this.#sweepEndpoint(endpoint, swept.get(endpoint), until);
      await table.put({ ...itemKeys.sweptUntil(endpoint), endpoint, until });
    }
  }

  async #sweepEndpoint(endpoint: string, from: string | undefined, until: string): Promise<void> {
    const { judgements } = this.#parts;
    const query = { endpoint, until, ...(from === undefined ? {} : { from }) };
    for (const { run, verdict } of await judgements.summaries(query)) {
      if (verdict.kind !== 'drift-detected') continue;
      const judgement = await judgements.get(run);
      if (judgement !== undefined) await judgements.put(withoutAnswers(judgement));
      await this.#removeUnnamed(run);
    }
  }

  /** Bodies of this judgement that a process which was killed had stored and not named. */
  async #removeUnnamed(run: string): Promise<void> {
    const { bucket, table } = this.#parts;
    const pointer = await table.get(itemKeys.judgementOfRun(run));
    const item = pointer && (await table.get({ pk: String(pointer.listedPk), sk: String(pointer.listedSk) }));
    const keys = await bucket.list(objectKeys.bodiesOf(`judgements/${encodeURIComponent(run)}`));
    await bucket.remove(keys.filter((key) => key !== item?.bodyKey));
  }

  async #sweepUnused(task: SweepTask): Promise<void> {
    const { bucket } = this.#parts;
    const { now, retentionDays } = task;
    const before = decodeUnused(await bucket.get(objectKeys.unused));
    const [orphans, goldens] = [
      await this.#orphans(),
      retentionDays === undefined ? [] : await this.#unusedGoldens(task),
    ];
    const since = (key: string) => before[key] ?? now.toISOString();
    const isOver = (key: string, days: number) => now.getTime() - Date.parse(since(key)) >= days * dayMs;
    const gone = [
      ...orphans.filter((key) => isOver(key, orphansKeptDays)),
      ...goldens.filter((key) => isOver(key, retentionDays ?? Number.POSITIVE_INFINITY)),
    ];
    await bucket.remove(gone);
    const left = [...orphans, ...goldens].filter((key) => !gone.includes(key));
    const unused: Unused = Object.fromEntries(left.map((key) => [key, since(key)]));
    if (JSON.stringify(unused) === JSON.stringify(before)) return;
    await bucket.put(objectKeys.unused, encode(Unused, unused, 'what is unused'), 'application/json');
  }

  async #unusedGoldens({ version, pushed, goldenVersions }: SweepTask): Promise<string[]> {
    const used = new Set([
      objectKeys.projectVersion(version),
      ...pushed.goldens.map(({ hash }) => objectKeys.pushedGolden(hash)),
      ...(await goldenVersions()).map((golden) => objectKeys.golden(golden)),
    ]);
    const places = [prefixes.goldens, prefixes.pushedGoldens, prefixes.projectVersions];
    const keys = await Promise.all(places.map((prefix) => this.#parts.bucket.list(prefix)));
    return keys.flat().filter((key) => !used.has(key));
  }

  async #orphans(): Promise<string[]> {
    const { bucket, table } = this.#parts;
    const keys = await bucket.list(objectKeys.bodiesOf('detectors'));
    const endpoints = new Set(keys.map(endpointOf));
    const named = new Set<unknown>();
    for (const endpoint of endpoints) named.add((await table.get(itemKeys.detector(endpoint)))?.bodyKey);
    return keys.filter((key) => !named.has(key));
  }
}

/** `bodies/detectors/ENDPOINT/WRITE.gz` */
function endpointOf(key: string): string {
  return key.split('/')[2] ?? '';
}

function decodeUnused(text: Buffer | undefined): Unused {
  return text === undefined ? {} : decode(Unused, text.toString(), 'what is unused');
}
