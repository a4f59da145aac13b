import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import type { RunRecord } from '../domain/run/run.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import { type JudgingSettings, judgeRun } from '../monitor/judge/judge-run.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import type { Stores } from '../ports/stores.ts';

/** A verdict with everything that it was made of, and the same made again. */
export interface RunExplained {
  readonly run: RunRecord;
  /** What was judged then. */
  readonly stored: Judgement;
  /** The same, made again now from the answers that are stored of this run and of those judged before it. */
  readonly recomputed: Judgement;
  /** Numbers that are not what they were; empty where all are the same to the last digit. */
  readonly differences: readonly Difference[];
  /** How the endpoint is judged by now. */
  readonly settings: JudgingSettings;
}

/** A number that came out another than it was stored. */
export interface Difference {
  readonly what: string;
  readonly stored: string;
  readonly recomputed: string;
}

/**
 * Why a run has its verdict: judges it again as if it were its time, from stored answers alone, and holds both against each
 * other. Stores nothing.
 *
 * Where they differ, something is not what it was then: expectations of goldens were edited, the promise was, another
 * version judged, answers were deleted, or the epoch has more than 500 runs before this one, of which so many are read.
 *
 * @throws {ConfigError} if there is no such run, or it was not judged.
 * Cost: that of judging the epoch anew up to this run: reads at most 500 runs.
 */
export async function explainRun(
  run: string,
  endpoint: Endpoint,
  project: Pick<ProjectFile, 'endpoints' | 'every' | 'falseAlarmsPerYear'>,
  stores: Stores,
): Promise<RunExplained> {
  const record = await stores.runs.get(run);
  const stored = await stores.judgements.get(run);
  if (record === undefined || stored === undefined)
    throw new ConfigError([
      { where: 'run', what: record === undefined ? `there is no run "${run}"` : `run ${run} was not judged yet` },
    ]);
  const settings = judgingSettings(endpoint, project);
  const again = await judgeRun(record, settings, { stores: asOfThen(record, stored, stores) });
  // That it was made again is no news, and incidents are as they are now.
  const { learnedAgain: _, incident: _incident, ...recomputed } = again;
  return { run: record, stored, recomputed, differences: differencesOf(stored, recomputed), settings };
}

/** The stores as they were when a run was about to be judged; writes change nothing. */
function asOfThen(record: RunRecord, stored: Judgement, stores: Stores): Stores {
  const { epochs, judgements } = stores;
  const isEarlier = (one: Judgement) =>
    one.run !== stored.run &&
    (stored.sequence !== undefined && one.sequence !== undefined
      ? one.sequence < stored.sequence
      : Date.parse(one.evidence.at) < Date.parse(stored.evidence.at));
  return {
    ...stores,
    commit: async () => true,
    detectors: { load: async () => undefined, save: async () => true },
    epochs: {
      add: async () => false,
      list: async (endpoint) =>
        (await epochs.list(endpoint)).filter(({ startedAt }) => Date.parse(startedAt) <= Date.parse(record.plannedAt)),
    },
    judgements: {
      put: async () => undefined,
      get: async (run) => {
        const judgement = await judgements.get(run);
        return judgement !== undefined && isEarlier(judgement) ? judgement : undefined;
      },
      list: async (query) => (await judgements.list(query)).filter(isEarlier),
      summaries: async (query) => (await judgements.summaries(query)).filter((one) => isEarlier(one)),
      withFacts: async (query) => (await judgements.withFacts(query)).filter((one) => isEarlier(one)),
    },
  };
}

function differencesOf(stored: Judgement, recomputed: Judgement): Difference[] {
  const [was, is] = [numbersOf(stored), numbersOf(recomputed)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((what) => {
    const [before, now] = [was.get(what) ?? 'none', is.get(what) ?? 'none'];
    return before === now ? [] : [{ what, stored: before, recomputed: now }];
  });
}

/** What decides, by name; numbers in full. */
function numbersOf({ verdict, evidence, coverage, detector }: Judgement): Map<string, string> {
  const numbers = new Map<string, string>([
    ['detector', detector],
    ['verdict', verdict.kind === 'inconclusive' ? `${verdict.kind} (${verdict.reason})` : verdict.kind],
    ['answers', `${evidence.completed} of ${evidence.planned}`],
    ['runs learned before', String(evidence.baselineRuns)],
  ]);
  if (coverage !== undefined) numbers.set('goldens judged', `${coverage.judged} of ${coverage.expected}`);
  for (const { channel, score, pValue, references, logThreshold } of evidence.channels) {
    numbers.set(`score of ${channel}`, String(score));
    numbers.set(`p-value of ${channel}`, String(pValue));
    numbers.set(`earlier runs of ${channel}`, String(references));
    numbers.set(`log threshold of ${channel}`, String(logThreshold));
  }
  return numbers;
}
