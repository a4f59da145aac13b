import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import type { RunRecord } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';
import { currentEpoch } from '../domain/verdict/epoch.ts';
import type { JudgementSummary } from '../domain/verdict/judgement-summary.ts';
import { completeShare } from '../drift/detector-settings.ts';
import { observeStored } from '../monitor/judge/observe-stored.ts';
import { readOnce } from '../monitor/judge/read-once.ts';
import type { SeenByGolden, SeenTokens } from '../plan/monthly-tokens.ts';
import type { Stores } from '../ports/stores.ts';
import { type DrawnRun, goldenIdOf, mostRuns, withoutLogprobs } from './material.ts';

export type PlanStores = Pick<Stores, 'runs' | 'goldens' | 'epochs' | 'judgements'>;

/** What is stored of an endpoint that a plan can use. */
export interface StoredRuns {
  /** Quiet runs of the epoch with the goldens as they are now, oldest first. */
  readonly runs: readonly DrawnRun[];
  readonly seen: SeenByGolden;
  /** Whether answers come with log-probabilities that are left out here: those of all goldens but sharp ones. */
  readonly hasLogprobs: boolean;
}

/**
 * Reads the newest 200 runs of an epoch in which nothing changed: whole ones, that no alarm was about. Answers to a golden that
 * was edited since are left out.
 *
 * @param epoch the one that runs belong to now if left out.
 */
export async function storedRuns(
  endpoint: Pick<Endpoint, 'id' | 'repetitions'>,
  goldens: readonly GoldenRequest[],
  stores: PlanStores,
  epoch?: number,
): Promise<StoredRuns> {
  const number = epoch ?? currentEpoch(await stores.epochs.list(endpoint.id))?.number;
  if (number === undefined) return { runs: [], seen: new Map(), hasLogprobs: false };
  const query = { endpoint: endpoint.id, epoch: number, last: mostRuns };
  const records = (await stores.runs.list(query)).filter(isWhole);
  const changed = changedRuns(await stores.judgements.summaries(query));
  const terms = readOnce(stores.goldens);
  const versions = new Set(goldens.map(({ id, version }) => `${id}@${version.slice(0, 12)}`));
  const isCurrent = (key: string) => versions.has(`${goldenIdOf(key)}@${/@([0-9a-f]+)$/.exec(key)?.[1] ?? ''}`);
  const sharp = new Set(goldens.filter((golden) => golden.sharp !== undefined).map(({ id }) => id));
  const isSharp = (key: string) => sharp.has(goldenIdOf(key));
  const seen = new Map<string, SeenTokens>();
  const runs: DrawnRun[] = [];
  let hasLogprobs = false;
  for (const record of records) {
    const current = new Map(goldens.map(({ id, version }) => [id, version] as const));
    const observed = await observeStored(
      record,
      { runs: stores.runs, goldens: terms },
      { samples: (samples) => addTokens(seen, samples, current) },
    );
    if (changed.has(record.run)) continue;
    const drawn = [...observed.goldens].filter(([key]) => isCurrent(key));
    const kept = drawn.map(([key, draws]): [string, readonly Draw[]] => [key, draws.slice(0, endpoint.repetitions)]);
    if (kept.length > 0) {
      runs.push({
        run: record.run,
        goldens: new Map(kept.map((one) => (isSharp(one[0]) ? one : withoutLogprobs(one)))),
      });
      hasLogprobs ||= kept.some(
        ([key, draws]) => !isSharp(key) && draws.some(({ logprobs }) => logprobs !== undefined),
      );
    }
  }
  return { runs, seen, hasLogprobs };
}

function isWhole({ status, completed, planned }: RunRecord): boolean {
  return status !== 'open' && completed > 0 && completed >= completeShare * planned;
}

/** Runs with an alarm or while drift went on, and those before an alarm that it was about. */
function changedRuns(judged: readonly JudgementSummary[]): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const [i, { run, verdict, evidence }] of judged.entries()) {
    if (verdict.kind !== 'drift-detected') continue;
    changed.add(run);
    const window = Math.max(0, ...evidence.channels.map(({ led }) => led?.runs ?? 1));
    for (const earlier of judged.slice(Math.max(0, i + 1 - window), i)) changed.add(earlier.run);
  }
  return changed;
}

function addTokens(
  seen: Map<string, SeenTokens>,
  samples: readonly Sample[],
  versions: ReadonlyMap<string, string>,
): void {
  for (const sample of samples) {
    const { golden, goldenVersion, error, inputTokens, outputTokens } = sample;
    if (error !== undefined || inputTokens === undefined || outputTokens === undefined) continue;
    if (goldenVersion !== undefined && goldenVersion !== versions.get(golden)) continue;
    const before = seen.get(golden);
    seen.set(golden, {
      draws: (before?.draws ?? 0) + 1,
      inputTokens: (before?.inputTokens ?? 0) + inputTokens,
      outputTokens: (before?.outputTokens ?? 0) + outputTokens,
      cachedInputTokens: (before?.cachedInputTokens ?? 0) + (sample.cachedInputTokens ?? 0),
      cacheWriteInputTokens: (before?.cacheWriteInputTokens ?? 0) + (sample.cacheWriteInputTokens ?? 0),
    });
  }
}
