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
  const versions = new Map<string, string>();
  for (const record of records) {
    if (record.status === 'open') continue;
    looked.runs++;
    const samples = await readable(() => runs.samples(record.run));
    if ('problem' in samples) {
      unreadable.add(record.run);
      if (keptSince !== undefined && Date.parse(record.plannedAt) < keptSince.getTime()) {
        looked.expired++;
        continue;
      }
      found.push({ where: `run ${record.run}`, what: samples.problem, repair: 'impossible' });
      continue;
    }
    looked.draws += samples.value.length;
    found.push(...countProblems(record, samples.value));
    if (!numbers.has(record.epoch) && record.begins === undefined && numbers.size > 0)
      found.push(
        lost(record, `it is of epoch ${record.epoch}, which is not among the ${epochs.length} that are stored`),
      );
    for (const { golden, goldenVersion } of samples.value)
      if (goldenVersion !== undefined && !versions.has(goldenVersion)) versions.set(goldenVersion, golden);
  }
  for (const [version, golden] of versions) {
    const stored = await readable(() => goldens.get(version));
    const what = 'problem' in stored ? stored.problem : stored.value === undefined ? 'it is not stored' : undefined;
    const then = 'what was expected of its answers is not known any more';
    if (what !== undefined)
      found.push({
        where: `golden ${golden}, version ${version.slice(0, 12)}`,
        what: `${what}; ${then}`,
        repair: 'impossible',
      });
  }
  return { found, unreadable };
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
