import { mapConcurrently } from '../../domain/map-concurrently.ts';
import { Judgement } from '../../domain/verdict/judgement.ts';
import { type JudgementSummary, summaryOf } from '../../domain/verdict/judgement-summary.ts';
import type { JudgementStore } from '../../ports/judgement-store.ts';
import type { RunQuery } from '../../ports/run-store.ts';
import { sortableInstant } from '../../stores/instant.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { epochSortKey, type ItemKey, itemKeys, runsTable } from '../names/runs-table.ts';
import type { Bodies, BodyAttributes } from './bodies.ts';
import type { Item } from './items.ts';
import { listedRange } from './listed-range.ts';
import { longText, longTextKeys, readLongText } from './long-text.ts';
import type { Table, Write } from './table.ts';

const readsAtOnce = 16;

const summaryAttributes = [
  runsTable.partitionKey,
  runsTable.sortKey,
  runsTable.epochIndex.sortKey,
  'run',
  ...longTextKeys('summary'),
];

/** Judgements in the list of their endpoint, and a pointer from each run to its judgement. */
export class AwsJudgements implements JudgementStore {
  readonly #table: Table;
  readonly #bodies: Bodies;

  constructor(table: Table, bodies: Bodies) {
    this.#table = table;
    this.#bodies = bodies;
  }

  async put(judgement: Judgement): Promise<void> {
    const { writes, old } = await this.prepare(judgement);
    await this.#table.transact(writes);
    await this.#bodies.discard(old);
  }

  /** Stores the body of a judgement; what is left are its writes. */
  async prepare(
    judgement: Judgement,
  ): Promise<{ readonly writes: readonly Write[]; readonly body: BodyAttributes; readonly old?: Item }> {
    const { run, endpoint, epoch } = judgement;
    const at = sortableInstant(judgement.evidence.at);
    const text = encode(Judgement, judgement, `judgement of run ${run}`);
    const summary = longText('summary', JSON.stringify(summaryOf(judgement)));
    const key = itemKeys.listedJudgement(endpoint, at, run);
    const old = await this.#find(run);
    const factsKey = itemKeys.listedFacts(endpoint, at, run);

    const body = await this.#bodies.store(`judgements/${encodeURIComponent(run)}`, Buffer.from(text));
    const writes: Write[] = [
      { put: { ...key, epochSk: epochSortKey('JUDGEMENT', epoch, at, run), run, ...summary, ...body } },
      { put: { ...itemKeys.judgementOfRun(run), listedPk: key.pk, listedSk: key.sk } },
    ];
    if (judgement.evidence.facts.length > 0)
      writes.push({ put: { ...factsKey, epochSk: epochSortKey('FACTS', epoch, at, run), run, ...summary } });
    else if (old !== undefined) writes.push({ remove: factsKey });
    if (old !== undefined && !isSame(old, key)) {
      const factsBefore = { pk: old.pk, sk: old.sk.replace(/^JUDGEMENT#/, 'FACTS#') };
      writes.push({ remove: { pk: old.pk, sk: old.sk } }, { remove: factsBefore });
    }
    return { writes, body, ...(old === undefined ? {} : { old }) };
  }

  async get(run: string): Promise<Judgement | undefined> {
    return this.#load(run, () => this.#find(run));
  }

  async list(query: RunQuery): Promise<Judgement[]> {
    const items = await this.#table.query(listedRange('JUDGEMENT', query));
    const found = await mapConcurrently(items, readsAtOnce, (item) => this.#loadListed(item));
    return found.filter((judgement) => judgement !== undefined);
  }

  async summaries(query: RunQuery): Promise<JudgementSummary[]> {
    const items = await this.#table.query({ ...listedRange('JUDGEMENT', query), only: summaryAttributes });
    const found = await mapConcurrently(items, readsAtOnce, (item) => this.#summary(item));
    return found.filter((summary) => summary !== undefined);
  }

  async withFacts(query: RunQuery): Promise<JudgementSummary[]> {
    const items = await this.#table.query(listedRange('FACTS', query));
    return items.map(readSummary);
  }

  /** Judgements of older versions have no summary beside them. */
  async #summary(item: Item): Promise<JudgementSummary | undefined> {
    if (readLongText(item, 'summary') !== undefined) return readSummary(item);
    const judgement = await this.get(String(item.run));
    return judgement && summaryOf(judgement);
  }

  async #find(run: string): Promise<Item | undefined> {
    const pointer = await this.#table.get(itemKeys.judgementOfRun(run));
    if (pointer === undefined) return undefined;
    return this.#table.get({ pk: String(pointer.listedPk), sk: String(pointer.listedSk) });
  }

  /** Takes the item as it was listed; only if it was replaced since is it looked up again. */
  #loadListed(item: Item): Promise<Judgement | undefined> {
    let listed: Item | undefined = item;
    return this.#load(String(item.run), async () => {
      const first = listed;
      listed = undefined;
      return first ?? this.#table.get({ pk: item.pk, sk: item.sk });
    });
  }

  async #load(run: string, read: () => Promise<Item | undefined>): Promise<Judgement | undefined> {
    const stored = await this.#bodies.load(read);
    return stored && decode(Judgement, stored.content.toString(), `judgement of run ${run}`);
  }
}

function readSummary(item: Item): JudgementSummary {
  return decode(Judgement, String(readLongText(item, 'summary')), `summary of the judgement of run ${item.run}`);
}

function isSame(a: ItemKey, b: ItemKey): boolean {
  return a.pk === b.pk && a.sk === b.sk;
}
