import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Condition } from '../../domain/verdict/condition.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Bucket } from './bucket.ts';
import { type RowObject, rowsOfCondition, rowsOfIncident, rowsOfJudgement } from './row-objects.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/**
 * History as files that SQL reads, beside what it is kept in: one gzip JSON Lines object a table and run, incident or
 * condition, below partitions by endpoint and date. Written again, an object replaces itself. A judged run costs three
 * uploads, more where it found facts.
 */
export class SqlHistory {
  readonly #objects: Pick<Bucket, 'get' | 'put' | 'remove'>;

  constructor(objects: Pick<Bucket, 'get' | 'put' | 'remove'>) {
    this.#objects = objects;
  }

  async putJudgement(judgement: Judgement): Promise<void> {
    await this.put(rowsOfJudgement(judgement));
  }

  async putIncident(incident: Incident): Promise<void> {
    await this.put([rowsOfIncident(incident)]);
  }

  async putCondition(condition: Condition): Promise<void> {
    await this.put([rowsOfCondition(condition)]);
  }

  /** Writes each object, or takes it away where it has no rows: the same run may have been judged before, by another version. */
  async put(all: readonly RowObject[]): Promise<void> {
    const [empty, full] = [all.filter(({ lines }) => lines === ''), all.filter(({ lines }) => lines !== '')];
    await Promise.all(
      full.map(async ({ key, lines }) => this.#objects.put(key, await pack(lines), 'application/gzip')),
    );
    await this.#objects.remove(empty.map(({ key }) => key));
  }

  /** The rows of an object as they are stored: nothing if there is no such object, or it is damaged. */
  async read(key: string): Promise<string | undefined> {
    const packed = await this.#objects.get(key);
    return packed && (await unpack(packed).catch(() => undefined))?.toString();
  }
}
