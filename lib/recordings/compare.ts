import { ConfigError } from '../domain/errors.ts';
import { seededRandom } from '../domain/random.ts';
import { isStep, type ObservedRun, wholeOf } from '../domain/run/observed-run.ts';
import type { Recording } from '../domain/run/recording.ts';
import type { ComparedSide, Comparison } from '../domain/verdict/comparison.ts';
import { compareSamples } from '../drift/compare-samples.ts';
import { observeRun } from '../features/observe-run.ts';
import type { ReadRecording } from '../ports/recordings.ts';
import { describeAssumption, explainMissingEffect, intersect, noteLimits } from './compare-notes.ts';
import { type GoldenMatch, matchGoldens, withoutVersion } from './match-goldens.ts';
import { readRecordings } from './read-recordings.ts';

export interface CompareRequest {
  /** Paths of two recordings. */
  readonly before: string;
  readonly after: string;
  /** A p-value of at most this counts as a change; between 0 and 1. */
  readonly alpha: number;
  /** Random labellings, at least 1. */
  readonly permutations: number;
  /** Equal seeds give equal results. */
  readonly seed: string;
}

export interface CompareDeps {
  readonly readRecording: ReadRecording;
}

/**
 * Compares two recordings of the same goldens: one p-value for "same distribution", the effect, and where it shows.
 *
 * @throws {ConfigError} for anything wrong with either recording, goldens that do not match, or no draw to compare.
 */
export async function compareRecordings(
  { before, after, alpha, permutations, seed }: CompareRequest,
  { readRecording }: CompareDeps,
): Promise<Comparison> {
  const [past, present] = await readRecordings([before, after], readRecording);
  if (past === undefined || present === undefined) throw new RangeError('two paths gave fewer than two recordings');
  const match = matchGoldens(past, present);
  const [was, is] = [observeAll(past, match), observeAll(present, match)];
  const { compared, notes } = goldensWithDraws(was, is, past, present, match);
  const [pastRuns, presentRuns] = [keepGoldens(was, compared), keepGoldens(is, compared)];
  const random = seededRandom(`compare ${seed}`);
  const result = compareSamples(pastRuns, presentRuns, { permutations, random, alpha });
  const { effect, oneWay } = result;

  return {
    schema: 'compare/1',
    before: describeSide(past, was, compared),
    after: describeSide(present, is, compared),
    pValue: result.pValue,
    alpha,
    changed: result.pValue <= alpha,
    verdict: result.verdict,
    exchangeable: result.exchangeable,
    assumption: describeAssumption(result, pastRuns, presentRuns),
    smallestPValue: result.smallestPValue,
    labellings: result.labellings,
    exact: result.exact,
    ...(oneWay === undefined ? {} : { oneWay }),
    ...(typeof effect === 'string'
      ? { effect: null, effectReason: explainMissingEffect(effect, pastRuns, presentRuns) }
      : { effect }),
    effectResampled: pastRuns.length > 1 && presentRuns.length > 1 ? 'runs' : 'draws',
    goldens: result.goldens.map((golden) => ({ ...golden })),
    rates: [...result.rates],
    goldenRates: [...result.goldenRates],
    notes: [
      ...notes,
      ...match.onlyOneSide.map((golden) => `${golden} was recorded on one side only and is not compared`),
      ...noteLimits(result, alpha, pastRuns, presentRuns),
    ],
  };
}

function observeAll({ runs }: Recording, match: GoldenMatch): ObservedRun[] {
  return runs.map(({ run, at, samples }) =>
    observeRun({ run, at, samples: samples.map((sample) => withoutVersion(sample, match)) }),
  );
}

/** The goldens that were answered on both sides; the others cannot be compared, and a note says so. */
function goldensWithDraws(
  was: readonly ObservedRun[],
  is: readonly ObservedRun[],
  past: Recording,
  present: Recording,
  { onlyOneSide }: GoldenMatch,
): { compared: ReadonlySet<string>; notes: readonly string[] } {
  const answered = (runs: readonly ObservedRun[]) => new Set(runs.flatMap(({ goldens }) => [...goldens.keys()]));
  const [before, after] = [answered(was), answered(is)];
  const compared = intersect(before, after);
  if (compared.size === 0)
    throw new ConfigError([
      {
        where: before.size === 0 ? past.source : present.source,
        what: `holds no completed draw of a golden that ${before.size === 0 ? present.source : past.source} has draws of, expected at least one`,
      },
    ]);
  const missing = (recording: Recording, there: ReadonlySet<string>) =>
    [...there]
      .filter((golden) => !compared.has(golden) && !onlyOneSide.includes(golden)) // of these there is a note already
      .flatMap((golden) => {
        if (!isStep(golden)) return `every call of ${golden} failed in ${recording.source}: it is not compared`;
        // Where the whole is not compared, its steps go without saying.
        return compared.has(wholeOf(golden))
          ? `no chained draw came to ${golden} in ${recording.source}: it is not compared`
          : [];
      });
  return { compared, notes: [...missing(present, before), ...missing(past, after)] };
}

function keepGoldens(runs: readonly ObservedRun[], goldens: ReadonlySet<string>): ObservedRun[] {
  return runs.flatMap((run) => {
    const kept = [...run.goldens].filter(([golden]) => goldens.has(golden));
    return kept.length === 0 ? [] : [{ ...run, goldens: new Map(kept) }];
  });
}

function describeSide(recording: Recording, runs: readonly ObservedRun[], compared: ReadonlySet<string>): ComparedSide {
  const draws = keepGoldens(runs, compared)
    .flatMap(({ goldens }) => [...goldens])
    .reduce((sum, [golden, list]) => sum + (isStep(golden) ? 0 : list.length), 0);
  const [first, last] = [recording.runs[0], recording.runs.at(-1)];
  if (first === undefined || last === undefined)
    throw new ConfigError([{ where: recording.source, what: 'holds no run, expected at least one' }]);
  return {
    source: recording.source,
    runs: runs.length,
    from: first.at,
    until: last.at,
    draws,
    failed: runs.reduce((sum, { failed }) => sum + failed, 0),
  };
}
