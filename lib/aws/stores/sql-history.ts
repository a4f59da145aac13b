import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { conditionRow } from '../../domain/rows/condition-row.ts';
import { evidenceRows } from '../../domain/rows/evidence-rows.ts';
import { factRows } from '../../domain/rows/fact-rows.ts';
import { incidentRow } from '../../domain/rows/incident-row.ts';
import { rateRows } from '../../domain/rows/rate-rows.ts';
import { type Row, type RowTable, rowTables } from '../../domain/rows/row-tables.ts';
import { verdictRow } from '../../domain/rows/verdict-row.ts';
import type { Condition } from '../../domain/verdict/condition.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { sortableInstant } from '../../stores/instant.ts';
import { objectKeys } from '../names/object-keys.ts';
import type { Bucket } from './bucket.ts';

const pack = promisify(gzip);

/**
 * History as files that SQL reads, beside what it is kept in: one gzip JSON Lines object a table and run, incident or
 * condition, below partitions by endpoint and date. Written again, an object replaces itself. A judged run costs three
 * uploads, more where it found facts.
 */
export class SqlHistory {
  readonly #objects: Pick<Bucket, 'put' | 'remove'>;

  constructor(objects: Pick<Bucket, 'put' | 'remove'>) {
    this.#objects = objects;
  }

  async putJudgement(judgement: Judgement): Promise<void> {
    const tables: { readonly [T in RowTable]?: readonly Row<T>[] } = {
      verdicts: [verdictRow(judgement)],
      evidence: evidenceRows(judgement),
      rates: rateRows(judgement),
      facts: factRows(judgement),
    };
    const { run, endpoint, evidence } = judgement;
    const placed = (Object.keys(tables) as (keyof typeof tables)[]).map((table) => ({
      key: keyOf(table, endpoint, evidence.at, run),
      table,
      rows: tables[table] ?? [],
    }));
    await Promise.all(placed.filter(({ rows }) => rows.length > 0).map((one) => this.#put(one)));
    // The same run may have been judged before, by another version, and have had rows where it has none now.
    await this.#objects.remove(placed.filter(({ rows }) => rows.length === 0).map(({ key }) => key));
  }

  async putIncident(incident: Incident): Promise<void> {
    const { endpoint, openedAt, id } = incident;
    const key = keyOf('incidents', endpoint, openedAt, id);
    await this.#put({ key, table: 'incidents', rows: [incidentRow(incident)] });
  }

  async putCondition(condition: Condition): Promise<void> {
    const { endpoint, since, id } = condition;
    const key = keyOf('conditions', endpoint, since, id);
    await this.#put({ key, table: 'conditions', rows: [conditionRow(condition)] });
  }

  async #put({ key, table, rows }: { key: string; table: RowTable; rows: readonly Row[] }): Promise<void> {
    const lines = rows.map((row) => `${JSON.stringify(rowTables[table].parse(row))}\n`).join('');
    await this.#objects.put(key, await pack(lines), 'application/gzip');
  }
}

function keyOf(table: RowTable, endpoint: string, at: string, name: string): string {
  return objectKeys.rows(table, endpoint, sortableInstant(at), name);
}
