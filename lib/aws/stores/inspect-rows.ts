import { UnreadableError } from '../../domain/errors.ts';
import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { Misplaced } from '../../ports/inspection.ts';
import type { Stores } from '../../ports/stores.ts';
import { decodedName, prefixes } from '../names/object-keys.ts';
import type { Bucket, Listed } from './bucket.ts';
import { type RowObject, rowsOfCondition, rowsOfIncident, rowsOfJudgement } from './row-objects.ts';
import { SqlHistory } from './sql-history.ts';

/** Runs, incidents and conditions whose rows are read at once. */
const readsAtOnce = 16;

export interface InspectedRows {
  readonly bucket: Bucket;
  readonly stores: Pick<Stores, 'judgements' | 'incidents' | 'conditions'>;
  readonly endpoints: readonly string[];
  /** Names of all runs that are known. */
  readonly runs: readonly string[];
  /** Whether an object is so old that nobody is at work on it. */
  readonly isSettled: (one: Listed) => boolean;
}

/** Something that rows are made of. */
interface Source {
  readonly name: string;
  /** Its rows; nothing if it is not there. @throws {UnreadableError} */
  rows(): Promise<readonly RowObject[]>;
}

/**
 * Holds the rows that SQL reads against what they were made of: each judgement, incident and condition gives its rows, byte for
 * byte. Rows that are missing or other ones are written again, rows of which nothing gives any are taken away. Of a judgement that
 * cannot be read nothing is known; its rows are let be, and written again with it.
 *
 * Cost: a list of the rows, and for each judged run the judgement and its two to four objects.
 */
export async function misplacedRows(inspected: InspectedRows): Promise<Misplaced[]> {
  const { bucket, isSettled } = inspected;
  const history = new SqlHistory(bucket);
  const stored = new Map((await bucket.entries(prefixes.history)).map((one) => [one.key, one]));
  const expected = new Set<string>();
  const unknown = new Set<string>(); // names of what cannot be read
  const isAsMade = async ({ key, lines }: RowObject): Promise<boolean> => {
    const listed = stored.get(key);
    if (listed === undefined) return lines === ''; // rows are written before what they are made of
    return !isSettled(listed) || (await history.read(key)) === lines;
  };
  const compared = async ({ name, rows }: Source): Promise<Misplaced[]> => {
    const objects = await rows().catch(unlessUnreadable);
    if (objects === undefined) {
      unknown.add(name); // told where judgements are read
      return [];
    }
    const found: Misplaced[] = [];
    for (const one of objects) {
      expected.add(one.key);
      if (await isAsMade(one)) continue;
      const what = stored.has(one.key) ? 'are damaged or other ones' : 'are missing';
      const mend = async () => history.put(await rows());
      found.push({ where: bucket.nameOf(one.key), what: `the rows for SQL that ${name} gives ${what}`, mend });
    }
    return found;
  };
  const sources = await sourcesOf([...stored.keys()], inspected);
  const found = (await mapConcurrently(sources, readsAtOnce, compared)).flat();
  const isUnnamed = ({ key }: Listed) => !expected.has(key) && !unknown.has(partsOf(key)?.source ?? '');
  for (const { key } of [...stored.values()].filter(isSettled).filter(isUnnamed))
    found.push({
      where: bucket.nameOf(key),
      what: 'nothing that is stored gives these rows for SQL',
      mend: () => bucket.remove([key]),
    });
  return found;
}

/** Everything that may have rows: what is known, and what rows that are there name. */
async function sourcesOf(
  keys: readonly string[],
  { stores: { judgements, incidents, conditions }, endpoints, runs }: InspectedRows,
): Promise<Source[]> {
  const named = keys.flatMap((key) => partsOf(key) ?? []);
  const sources = [...new Set([...runs, ...named.flatMap(({ run }) => run ?? [])])].map((run): Source => {
    const rows = async () => rowsIf(await judgements.get(run), rowsOfJudgement);
    return { name: judgementOf(run), rows };
  });
  for (const endpoint of new Set([...endpoints, ...named.map((one) => one.endpoint)])) {
    for (const { id } of await incidents.list(endpoint))
      sources.push({
        name: `incident ${id}`,
        rows: async () => rowsIf(await incidents.get(id), (one) => [rowsOfIncident(one)]),
      });
    for (const { id } of await conditions.list({ endpoint }))
      sources.push({
        name: `condition ${id}`,
        rows: async () => rowsIf(await conditions.get(id), (one) => [rowsOfCondition(one)]),
      });
  }
  return sources;
}

function rowsIf<T>(stored: T | undefined, rows: (stored: T) => readonly RowObject[]): readonly RowObject[] {
  return stored === undefined ? [] : rows(stored);
}

function judgementOf(run: string): string {
  return `the judgement of run ${run}`;
}

/** `history/TABLE/endpoint=ENDPOINT/date=DAY/NAME.jsonl.gz` */
function partsOf(key: string): { endpoint: string; run?: string; source?: string } | undefined {
  const [, table, endpoint, coded] =
    /^[^/]+\/([^/]+)\/endpoint=([^/]+)\/date=[^/]+\/([^/]+)\.jsonl\.gz$/.exec(key) ?? [];
  if (endpoint === undefined || coded === undefined) return undefined;
  if (table === 'incidents' || table === 'conditions') return { endpoint };
  const run = decodedName(coded);
  return { endpoint, run, source: judgementOf(run) };
}

/** Nothing, where something stored is missing or damaged. */
function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof UnreadableError)) throw error;
}
