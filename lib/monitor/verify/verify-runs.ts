import { UnreadableError } from '../../domain/errors.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { Epoch } from '../../domain/verdict/epoch.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Finding, Looked } from './finding.ts';

export interface VerifyRunsDeps {
  readonly stores: Pick<Stores, 'runs' | 'goldens'>;
  /** Answers of older runs may be deleted, which is as it should be. */
  readonly keptSince?: Date | undefined;
}

/**
 * Reads every draw of the runs of an endpoint: whether it is there and what it was stored as (stores check the hash), whether
 * the record counts what is there, and whether goldens and epochs that are named exist.
 */
export async function verifyRuns(
  records: readonly RunRecord[],
  epochs: readonly Epoch[],
  { stores: { runs, goldens }, keptSince }: VerifyRunsDeps,
  looked: Looked,
): Promise<{ readonly found: Finding[]; readonly unreadable: ReadonlySet<string> }> {
  const unreadable = new Set<string>();
  const found: Finding[] = [];
  const numbers = new Set(epochs.map(({ number }) => number));
  const versions = new Versions(goldens);
  const missed = new Map<string, string>();
  for (const record of records) {
    if (record.status === 'open') continue;
    looked.runs++;
    const samples = await readable(() => runs.samples(record.run));
    const lacking = 'problem' in samples ? [] : await versions.lackedBy(samples.value);
    // What is deleted because it is old goes within days, and not all of it at once.
    if (isExpired(record, keptSince) && ('problem' in samples || lacking.length > 0)) {
      unreadable.add(record.run);
      looked.expired++;
      continue;
    }
    if ('problem' in samples) {
      unreadable.add(record.run);
      found.push({ where: `run ${record.run}`, what: samples.problem, repair: 'impossible' });
      continue;
    }
    looked.draws += samples.value.length;
    found.push(...countProblems(record, samples.value));
    if (!numbers.has(record.epoch) && record.begins === undefined && numbers.size > 0)
      found.push(
        lost(record, `it is of epoch ${record.epoch}, which is not among the ${epochs.length} that are stored`),
      );
    for (const [where, what] of lacking) missed.set(where, what);
  }
  const then = 'what was expected of its answers is not known any more';
  for (const [where, what] of missed) found.push({ where, what: `${what}; ${then}`, repair: 'impossible' });
  return { found, unreadable };
}

/** The archive of goldens, each version asked for once. */
class Versions {
  readonly #goldens: Pick<Stores['goldens'], 'get'>;
  readonly #problems = new Map<string, string | undefined>();

  constructor(goldens: Pick<Stores['goldens'], 'get'>) {
    this.#goldens = goldens;
  }

  /** What these draws answered and is not there: where it should be, and what is wrong with it. */
  async lackedBy(samples: readonly Sample[]): Promise<[where: string, what: string][]> {
    const named = new Map(samples.map(({ golden, goldenVersion }) => [goldenVersion, golden]));
    const lacking: [string, string][] = [];
    for (const [version, golden] of named) {
      if (version === undefined) continue;
      if (!this.#problems.has(version)) this.#problems.set(version, await this.#problemOf(version));
      const what = this.#problems.get(version);
      if (what !== undefined) lacking.push([`golden ${golden}, version ${version.slice(0, 12)}`, what]);
    }
    return lacking;
  }

  async #problemOf(version: string): Promise<string | undefined> {
    const stored = await readable(() => this.#goldens.get(version));
    return 'problem' in stored ? stored.problem : stored.value === undefined ? 'it is not stored' : undefined;
  }
}

/** Whether the answers of a run may be deleted, as they are older than they are to be kept. */
export function isExpired({ plannedAt }: Pick<RunRecord, 'plannedAt'>, keptSince: Date | undefined): boolean {
  return keptSince !== undefined && Date.parse(plannedAt) < keptSince.getTime();
}

function countProblems(record: RunRecord, samples: readonly Sample[]): Finding[] {
  const failed = samples.filter(({ error }) => error !== undefined).length;
  const counts = { completed: samples.length - failed, failed };
  const found: Finding[] = [];
  for (const key of ['completed', 'failed'] as const)
    if (record[key] !== counts[key])
      found.push(lost(record, `its record says ${record[key]} ${key}, its draws are ${counts[key]}`));
  const others = samples.filter(({ run }) => run !== record.run).length;
  if (others > 0) found.push(lost(record, `${others} of its draws name another run`));
  return found;
}

function lost({ run }: RunRecord, what: string): Finding {
  return { where: `run ${run}`, what, repair: 'impossible' };
}

/** What is stored, or what is wrong with it. */
export async function readable<T>(
  read: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly problem: string }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof UnreadableError) return { problem: error.message };
    throw error;
  }
}
