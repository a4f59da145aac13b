import { StoreError } from '../../domain/errors.ts';
import { type RunEnd, RunPlan, RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { DrawId, RunQuery, RunStore, UseSamples } from '../../ports/run-store.ts';
import { sortableInstant } from '../instant.ts';
import { openRecord, sealRecord } from '../run-record.ts';
import { SampleCounts } from '../sample-counts.ts';
import { compareDraws, decodeSamples, drawName, onlyDraws, parseSampleLine } from '../sample-lines.ts';
import { handInParts, readInParts } from '../sample-parts.ts';
import { decode, encode } from '../stored-json.ts';
import { ArrivingSamples } from './arriving-samples.ts';
import type { Database } from './database.ts';
import type { ObjectFiles } from './object-files.ts';
import { selection } from './selection.ts';

interface RunRow {
  readonly run: string;
  readonly record: string;
  readonly object: string | null;
}

/**
 * Runs in the history. The samples of an open run are rows, each durable before it is said to be stored; those of a sealed run are one
 * object file in the interchange format.
 */
export class LocalRuns implements RunStore {
  readonly #database: Database;
  readonly #objects: ObjectFiles;
  readonly #arriving: ArrivingSamples;

  constructor(database: Database, objects: ObjectFiles) {
    this.#database = database;
    this.#objects = objects;
    this.#arriving = new ArrivingSamples(database);
  }

  async open(plan: RunPlan): Promise<void> {
    const text = encode(RunPlan, plan, `plan of run ${plan.run}`);
    const record = encode(RunRecord, openRecord(plan), `run ${plan.run}`);
    const at = sortableInstant(plan.plannedAt);
    this.#database.write(() => {
      const added = this.#database.run(
        `INSERT INTO runs (run, endpoint, epoch, at, status, seed, record) VALUES (?, ?, ?, ?, 'open', ?, ?)
         ON CONFLICT DO NOTHING`,
        plan.run,
        plan.endpoint,
        plan.epoch,
        at,
        plan.seed,
        record,
      );
      if (added > 0) this.#database.run('INSERT INTO open_plans (run, plan) VALUES (?, ?)', plan.run, text);
    });
  }

  async openPlans(endpoint?: string): Promise<RunPlan[]> {
    return this.#database
      .all<{ run: string; plan: string }>(
        `SELECT run, plan FROM runs JOIN open_plans USING (run)
         WHERE status = 'open' AND endpoint = coalesce(?, endpoint) ORDER BY at, run`,
        endpoint ?? null,
      )
      .map(({ run, plan }) => decode(RunPlan, plan, `plan of run ${run}`));
  }

  async putSample(sample: Sample): Promise<'stored' | 'duplicate'> {
    if (await this.#arriving.put(sample)) return 'stored';
    this.#requireStored(sample);
    return 'duplicate';
  }

  async samples(run: string, only?: readonly DrawId[]): Promise<Sample[]> {
    const all = this.#database.read(() => {
      const row = this.#row(run);
      return row === undefined ? [] : this.#samplesOf(row);
    });
    return onlyDraws(all, only);
  }

  async inParts(run: string, use: UseSamples): Promise<void> {
    const row = this.#row(run);
    if (row === undefined) return;
    if (recordIn(row).status === 'open') return handInParts(this.#openSamplesInTurn(run), use);
    if (row.object !== null) await readInParts(this.#objects.pieces(row.object), `object ${row.object}`, use);
  }

  /**
   * All in one transaction: cut off before its end, the run is still open and its rows are there (a file that was
   * written already is written again under the same name); after its end, the file is on the disk.
   */
  async close(run: string, end: RunEnd): Promise<RunRecord> {
    const record = this.#seal(run, end);
    this.#database.giveBack();
    return record;
  }

  #seal(run: string, end: RunEnd): RunRecord {
    this.#arriving.write();
    return this.#database.write(() => {
      const row = this.#opened(run);
      const record = recordIn(row);
      if (record.status !== 'open') return record;

      const counts = new SampleCounts();
      const pieces = this.#packed(run, (sample) => counts.add(sample));
      const object = this.#isEmpty(run) ? null : this.#objects.putAll(pieces);
      const sealed = sealRecord(record, counts, end);
      this.#database.run(
        'UPDATE runs SET status = ?, record = ?, object = ? WHERE run = ?',
        sealed.status,
        encode(RunRecord, sealed, `run ${run}`),
        object,
        run,
      );
      this.#database.run('DELETE FROM open_samples WHERE run = ?', run);
      this.#database.run('DELETE FROM open_plans WHERE run = ?', run);
      return sealed;
    });
  }

  async get(run: string): Promise<RunRecord | undefined> {
    return this.#database.read(() => {
      const row = this.#row(run);
      return row === undefined ? undefined : this.#countedRecord(row);
    });
  }

  async list(query: RunQuery): Promise<RunRecord[]> {
    const { sql, parameters } = selection('run, record, object', 'runs', query);
    return this.#database.read(() =>
      this.#database
        .all<RunRow>(sql, ...parameters)
        .reverse()
        .map((row) => this.#countedRecord(row)),
    );
  }

  #row(run: string): RunRow | undefined {
    return this.#database.get<RunRow>('SELECT run, record, object FROM runs WHERE run = ?', run);
  }

  #opened(run: string): RunRow {
    const row = this.#row(run);
    if (row === undefined) throw new StoreError(`run ${run} was never opened`);
    return row;
  }

  #countedRecord(row: RunRow): RunRecord {
    const record = recordIn(row);
    return record.status === 'open' ? SampleCounts.of(this.#openSamplesInTurn(row.run)).writtenInto(record) : record;
  }

  #isEmpty(run: string): boolean {
    return this.#database.get('SELECT 1 FROM open_samples WHERE run = ? LIMIT 1', run) === undefined;
  }

  /** The lines of an open run in their order, some at a time. Slugs are ASCII, so that SQLite sorts them as we do.*/
  *#packed(run: string, onSample: (sample: Sample) => void): Generator<Uint8Array> {
    let lines: string[] = [];
    let length = 0;
    const rows = this.#database.each<{ sample: string }>(
      'SELECT sample FROM open_samples WHERE run = ? ORDER BY golden, repetition',
      run,
    );
    for (const { sample } of rows) {
      onSample(parseSampleLine(sample, `sample of run ${run}`));
      lines.push(`${sample}\n`);
      length += sample.length;
      if (length < pieceLength) continue;
      yield Buffer.from(lines.join(''));
      [lines, length] = [[], 0];
    }
    if (lines.length > 0) yield Buffer.from(lines.join(''));
  }

  #samplesOf(row: RunRow): Sample[] {
    if (recordIn(row).status === 'open') return this.#openSamples(row.run);
    return row.object === null ? [] : decodeSamples(this.#objects.get(row.object), `object ${row.object}`);
  }

  /**
   * The samples of an open run in their order, some of which are in memory. More may come meanwhile: a page goes on behind the one
   * before. Slugs are ASCII, so that SQLite sorts them as we do.
   */
  *#openSamplesInTurn(run: string): Generator<Sample> {
    for (let [golden, repetition]: [string, number] = ['', -1]; ; ) {
      const rows: { golden: string; repetition: number; sample: string }[] = this.#database.all(
        `SELECT golden, repetition, sample FROM open_samples WHERE run = ? AND (golden, repetition) > (?, ?)
         ORDER BY golden, repetition LIMIT ${pageLength}`,
        ...[run, golden, repetition],
      );
      for (const { sample } of rows) yield parseSampleLine(sample, `sample of run ${run}`);
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageLength) return;
      ({ golden, repetition } = last);
    }
  }

  #openSamples(run: string): Sample[] {
    return this.#database
      .all<{ sample: string }>('SELECT sample FROM open_samples WHERE run = ?', run)
      .map(({ sample }) => parseSampleLine(sample, `sample of run ${run}`))
      .sort(compareDraws);
  }

  /** A draw that was not inserted must be there already; anything else is a draw that would be lost silently. */
  #requireStored(sample: Sample): void {
    this.#database.read(() => {
      const row = this.#opened(sample.run);
      if (this.#samplesOf(row).some((stored) => compareDraws(stored, sample) === 0)) return;
      throw new StoreError(
        `run ${sample.run} is ${recordIn(row).status}: ${drawName(sample)} came too late to be stored`,
      );
    });
  }
}

/** Rows that are read at once. */
const pageLength = 500;

/** Characters that are packed at once. */
const pieceLength = 4_000_000;

function recordIn(row: RunRow): RunRecord {
  return decode(RunRecord, row.record, `run ${row.run}`);
}
