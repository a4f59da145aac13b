import { basename, resolve } from 'node:path';
import { type Problem, problemsIn, throwIfAny } from '../domain/errors.ts';
import type { Recording } from '../domain/run/recording.ts';
import type { Sample } from '../domain/run/sample.ts';
import { prepareRun } from '../drift/run-profile.ts';
import { observeRun } from '../features/observe-run.ts';
import type { ReadRecording } from '../ports/recordings.ts';
import type { BacktestRequest, ReplayedRun } from './backtest-request.ts';
import { type GoldenMatch, matchGoldens, withoutVersion } from './match-goldens.ts';
import { readRecordings } from './read-recordings.ts';

/** The recordings of a backtest, ready for the detector. */
export interface BacktestInput {
  readonly baseline: readonly ReplayedRun[];
  readonly following: readonly {
    /** What the order of its runs is drawn by: the file's name, so that results do not depend on where it stands. */
    readonly name: string;
    readonly runs: readonly ReplayedRun[];
    /** The baseline's own recording: what was not learned is read. */
    readonly isBaseline: boolean;
  }[];
}

/**
 * Reads all recordings before anything is judged. All sides are cut to the goldens that were asked for and to equal
 * repetitions: a run with fewer draws of a golden is more spread out, and would look like another distribution.
 *
 * @throws {ConfigError} with everything that is wrong with any of them.
 */
export async function readBacktest(request: BacktestRequest, readRecording: ReadRecording): Promise<BacktestInput> {
  const isBaseline = (path: string) => resolve(path) === resolve(request.baseline);
  const paths = request.following.map((path) => (isBaseline(path) ? request.baseline : path));
  const [baseline, ...following] = (await readRecordings([request.baseline, ...paths], readRecording)) as [
    Recording,
    ...Recording[],
  ];
  const problems: Problem[] = [];
  const matches: GoldenMatch[] = [];
  for (const recording of following)
    try {
      matches.push(matchGoldens(baseline, recording));
    } catch (error) {
      problems.push(...problemsIn(error));
    }
  const all = [baseline, ...following];
  if (request.channels?.includes('text') === false) problems.push(...withoutLogprobs(all));
  throwIfAny(problems);

  const goldens = goldensToUse(baseline, request.goldens);
  const repetitions = commonRepetitions(all, goldens, request.repetitions);
  // All are told apart by the same goldens: where one of them leaves versions aside, all do.
  const match = { versionless: new Set(matches.flatMap(({ versionless }) => [...versionless])), onlyOneSide: [] };
  const names = distinctNames(all);
  const replayed = new Map<Recording, readonly ReplayedRun[]>();
  const replay = (recording: Recording) => {
    const known = replayed.get(recording);
    if (known !== undefined) return known;
    const runs = recording.runs.flatMap(({ run, at, samples }) => {
      const kept = samples.filter(
        ({ golden, repetition }) => goldens.has(golden) && repetition < (repetitions.get(golden) ?? 0),
      );
      if (kept.length === 0) return [];
      const observed = observeRun({ run, at, samples: kept.map((sample) => withoutVersion(sample, match)) });
      // Recordings may number their runs alike; the detector must not take one for a repetition of the other.
      const prepared = prepareRun({ ...observed, run: `${names.get(recording)}\n${run}` });
      return [{ observed, prepared }];
    });
    replayed.set(recording, runs);
    return runs;
  };
  return {
    baseline: replay(baseline),
    following: following.map((recording) => ({
      name: names.get(recording) as string,
      runs: replay(recording),
      isBaseline: recording === baseline,
    })),
  };
}

/** Recordings of which nothing could be said by log-probabilities alone. */
function withoutLogprobs(recordings: readonly Recording[]): Problem[] {
  const has = ({ logprobs, firstTokenTop }: Sample) => logprobs !== undefined || firstTokenTop !== undefined;
  const without = recordings.filter(({ runs }) => !runs.some(({ samples }) => samples.some(has)));
  return [...new Set(without)].map(({ source }) => ({
    where: source,
    what: 'expected log-probabilities, as --channels names nothing else, got none',
  }));
}

/** Names of files without their folders; those that several have are numbered. */
function distinctNames(recordings: readonly Recording[]): ReadonlyMap<Recording, string> {
  const counts = new Map<string, number>();
  const names = new Map<Recording, string>();
  for (const recording of recordings) {
    if (names.has(recording)) continue;
    const name = basename(recording.source);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    names.set(recording, count === 1 ? name : `${name} ${count}`);
  }
  return names;
}

/** The first goldens of the baseline, in the order in which they stand there. */
function goldensToUse({ runs }: Recording, limit = Number.POSITIVE_INFINITY): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const { samples } of runs) for (const { golden } of samples) if (seen.size < limit) seen.add(golden);
  return seen;
}

/** How many repetitions of each golden all recordings have. */
function commonRepetitions(
  recordings: readonly Recording[],
  goldens: ReadonlySet<string>,
  limit = Number.POSITIVE_INFINITY,
): ReadonlyMap<string, number> {
  const perRecording = recordings.map((recording) => usualRepetitions(recording));
  return new Map(
    [...goldens].map((golden) => {
      const counts = perRecording.flatMap((counts) => counts.get(golden) ?? []);
      return [golden, Math.min(limit, ...counts)];
    }),
  );
}

/** The number of draws that most runs have of a golden. */
function usualRepetitions({ runs }: Recording): ReadonlyMap<string, number> {
  const perRun = new Map<string, number[]>();
  for (const { samples } of runs) for (const [golden, count] of countBy(samples)) push(perRun, golden, count);
  return new Map([...perRun].map(([golden, counts]) => [golden, mode(counts)]));
}

function countBy(samples: readonly Sample[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { golden, repetition } of samples) counts.set(golden, Math.max(counts.get(golden) ?? 0, repetition + 1));
  return counts;
}

function mode(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((top, entry) => (entry[1] > top[1] ? entry : top))[0];
}

function push(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
