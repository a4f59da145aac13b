import type { Fact } from '../../domain/verdict/evidence.ts';
import type { ReportRun } from './report-run.ts';

/** A fact with everything that the runs of a report say of it. */
export interface FactRow {
  readonly fact: Fact;
  readonly firstAt: string;
  readonly lastAt: string;
  /** Indices of the runs that showed it, oldest first. */
  readonly indices: readonly number[];
}

/**
 * The facts of all runs, each once, newest first. A judgement repeats what earlier runs of its epoch showed: the one
 * that names the most runs says the most.
 */
export function mergeFacts(runs: readonly ReportRun[]): FactRow[] {
  const indexOf = new Map(runs.map(({ run }, i) => [run, i]));
  const merged = new Map<string, FactRow>();
  runs.forEach(({ judgement, epoch }, i) => {
    for (const fact of judgement?.evidence.facts ?? []) {
      const key = JSON.stringify([epoch, fact.kind, fact.golden, fact.was, fact.now]);
      const known = merged.get(key);
      const shown = fact.runs.map((run) => indexOf.get(run)).filter((index) => index !== undefined);
      const indices = [...new Set([...(known?.indices ?? []), ...shown])].sort((one, other) => one - other);
      const at = (index: number | undefined) => runs[index ?? i]?.at ?? '';
      const fuller = known !== undefined && known.fact.requests > fact.requests ? known.fact : fact;
      merged.set(key, { fact: fuller, firstAt: at(indices[0]), lastAt: at(indices.at(-1)), indices });
    }
  });
  return [...merged.values()].sort((a, b) => (a.lastAt < b.lastAt ? 1 : -1));
}
