import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';
import type { MovedNumber } from '../domain/verdict/explanation.ts';
import { mean } from '../stats/mean.ts';
import type { ChangeSides } from './golden-rates.ts';
import { outputText } from './text-units.ts';

/** A golden moved when its mean since is so many standard deviations of a mean of so many runs away. */
const farOut = 3;
/** Runs on each side that a spread can be told from. */
const fewestRuns = { before: 5, after: 2 };
/** Least spreads between runs: rounding of what servers report, and of short answers. */
const leastSpread = { 'first-token': 1e-3, length: 0.02 };
const mostNamed = 6;

/**
 * What moved beside the words of answers, by golden: the probability of the first token that was likeliest before, and the
 * length. A golden moved where its mean over the runs since is more than three standard errors from the mean before, by the
 * spread between runs before.
 *
 * Says what an alarm is about where no effect on the answers can be shown. A description: by chance one golden in some
 * hundred moves as well, so only what moved in at least two goldens, or in the only one, is told.
 *
 * Time O(draws).
 */
export function movedNumbers(sides: ChangeSides): MovedNumber[] {
  return (['first-token', 'length'] as const).flatMap((kind) => movedNumber(kind, sides) ?? []);
}

function movedNumber(kind: MovedNumber['kind'], { before, after, newest = [] }: ChangeSides): MovedNumber | undefined {
  const goldens = [...new Set(before.flatMap((run) => [...run.goldens.keys()]))];
  const known = goldens.flatMap((golden) => {
    const numberOf = kind === 'length' ? logLength : firstTokenOf(golden, before);
    const [was, is] = [numbers(golden, before, numberOf), numbers(golden, after, numberOf)];
    if (was.length < fewestRuns.before || is.length < fewestRuns.after) return [];
    const spread = Math.max(leastSpread[kind], deviation(was));
    const distance = Math.abs(mean(is) - mean(was)) / (spread * Math.sqrt(1 / was.length + 1 / is.length));
    const now = numbers(golden, newest, numberOf);
    const told = now.length === 0 ? {} : { newest: Math.exp(mean(now)) };
    return [{ distance, told: { golden, before: Math.exp(mean(was)), after: Math.exp(mean(is)), ...told } }];
  });
  const moved = known.filter(({ distance }) => distance > farOut).sort((a, b) => b.distance - a.distance);
  if (moved.length < Math.min(2, known.length) || moved.length === 0) return undefined;
  const most = moved.slice(0, mostNamed).map(({ told }) => told);
  return { kind, goldens: moved.length, of: known.length, most };
}

/** One number a run, on a log scale; runs that do not give it are left out. */
function numbers(golden: string, runs: readonly ObservedRun[], numberOf: (draw: Draw) => number | undefined): number[] {
  return runs.flatMap(({ goldens }) => {
    const values = (goldens.get(golden) ?? []).flatMap((draw) => numberOf(draw) ?? []);
    return values.length === 0 ? [] : [mean(values)];
  });
}

function logLength(draw: Draw): number {
  return Math.log(Math.max(1, outputText(draw).length));
}

/** Log-probability of one and the same first token: the one that was likeliest before. Where it is not told, nothing. */
function firstTokenOf(golden: string, before: readonly ObservedRun[]): (draw: Draw) => number | undefined {
  const sums = new Map<string, number>();
  for (const { goldens } of before)
    for (const { firstTokenTop = [] } of goldens.get(golden) ?? [])
      for (const [token, logprob] of firstTokenTop) sums.set(token, (sums.get(token) ?? 0) + Math.exp(logprob));
  const [likeliest] = [...sums].reduce<[string | undefined, number]>(
    (best, [token, sum]) => (sum > best[1] ? [token, sum] : best),
    [undefined, 0],
  );
  return ({ firstTokenTop = [] }) => firstTokenTop.find(([token]) => token === likeliest)?.[1];
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}
