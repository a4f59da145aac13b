import { costMicros, type Price } from '../../domain/endpoint/price.ts';
import { goldenName } from '../../domain/golden/golden-key.ts';
import { failuresOf } from '../../domain/run/failed-draws.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { observeDraw } from '../../features/observe-draw.ts';
import { exactInterval } from '../../report/words/exact-interval.ts';
import { isFailureRate, rateName } from '../../report/words/rate-words.ts';
import type { Distributions } from '../answers/distribution-answers.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { goldensOf } from './answer-view.ts';
import { histograms, summarize } from './histogram.ts';

/** Runs of a period that are counted; of more, the newest. */
const mostCounted = 500;

export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The draws of one side, and which runs they are of. */
export interface SideDraws {
  readonly period: Period;
  readonly runs: readonly RunRecord[];
  readonly of: number;
  readonly samples: readonly Sample[];
  /** Strangeness of each run, or of the golden in each run, where it was judged. */
  readonly scores: readonly number[];
}

/** Reads the draws of a period: of at most `most` of its runs, evenly spread over it. */
export async function drawsIn(
  endpoint: string,
  { from, to }: Period,
  { golden, most }: { readonly golden?: string | undefined; readonly most: number },
  { stores }: Pick<ApiRuntime, 'stores'>,
): Promise<SideDraws> {
  const listed = await stores.runs.list({ endpoint, from, until: to, last: mostCounted });
  const answered = listed.filter(({ status, completed }) => status !== 'open' && completed > 0);
  const runs = spread(answered, most);
  const [samples, scores]: [Sample[], number[]] = [[], []];
  for (const { run } of runs) {
    const drawn = await stores.runs.samples(run);
    for (const sample of drawn) if (golden === undefined || sample.golden === golden) samples.push(sample);
    const evidence = (await stores.judgements.get(run))?.evidence;
    const score =
      golden === undefined
        ? evidence?.channels[0]?.score
        : evidence?.goldens?.find((one) => goldenName(one.golden) === golden)?.score;
    if (score !== undefined) scores.push(score);
  }
  return { period: { from, to }, runs, of: answered.length, samples, scores };
}

/** So many items with equal distances between them, the first and the last among them. */
export function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  if (most === 1) return items.slice(-1);
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))] as T);
}

/** What answers were like on both sides. */
export async function distributionsOf(
  before: SideDraws,
  after: SideDraws,
  price: Price | undefined,
  runtime: Pick<ApiRuntime, 'stores'>,
): Promise<Pick<Distributions, 'before' | 'after' | 'numbers' | 'shares'>> {
  return {
    before: sideOf(before),
    after: sideOf(after),
    numbers: numbersOf(before, after, price),
    shares: [
      ...sharesOf('finish-reason', finishReasons(before.samples), finishReasons(after.samples)),
      ...(await propertyShares(before.samples, after.samples, runtime)),
      ...sharesOf('failed-call', failedCalls(before.samples), failedCalls(after.samples)),
    ],
  };
}

function sideOf({ period, runs, of, samples }: SideDraws): Distributions['before'] {
  const draws = samples.filter(({ error }) => error === undefined).length;
  return {
    from: runs[0]?.plannedAt ?? period.from,
    to: runs.at(-1)?.plannedAt ?? period.to,
    runs: runs.length,
    of,
    draws,
  };
}

function numbersOf(before: SideDraws, after: SideDraws, price: Price | undefined): Distributions['numbers'] {
  const answered = ({ samples }: SideDraws) => samples.filter(({ error }) => error === undefined);
  const of = (side: SideDraws, value: (sample: Sample) => number | undefined) =>
    answered(side).flatMap((sample) => value(sample) ?? []);
  const kinds: readonly (readonly [Distributions['numbers'][number]['name'], string, (side: SideDraws) => number[]])[] =
    [
      ['characters', 'characters', (side) => of(side, ({ text }) => text?.length ?? 0)],
      ['outputTokens', 'tokens', (side) => of(side, ({ outputTokens }) => outputTokens)],
      ['latencyMs', 'ms', (side) => of(side, ({ latencyMs }) => latencyMs)],
      ['costMicros', price?.currency ?? '', (side) => of(side, costOf(price))],
      ['score', 'strangeness of a run', (side) => [...side.scores]],
    ];
  return kinds.flatMap(([name, unit, values]) => {
    const sides = [values(before), values(after)] as const;
    if (sides.some((side) => side.length === 0)) return [];
    const { edges, shares } = histograms(sides);
    const side = (i: 0 | 1) => ({ shares: [...(shares[i] ?? [])], summary: summarize(sides[i]) });
    return [{ name, unit, edges: [...edges], before: side(0), after: side(1) }];
  });
}

function costOf(price: Price | undefined) {
  return (sample: Sample) =>
    price === undefined || sample.outputTokens === undefined ? undefined : costMicros(price, sample);
}

/** How often each of some names came, of how many. */
interface Counts {
  readonly counts: ReadonlyMap<string, number>;
  readonly draws: number;
}

function finishReasons(samples: readonly Sample[]): Counts {
  const answered = samples.filter(({ error }) => error === undefined);
  return { counts: countedBy(answered.map(({ finishReason }) => finishReason ?? 'not said')), draws: answered.length };
}

/** Draws that lost at least one attempt to a class of failures. */
function failedCalls(samples: readonly Sample[]): Counts {
  return { counts: countedBy(samples.flatMap((sample) => [...new Set(failuresOf(sample))])), draws: samples.length };
}

function countedBy(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

/** Names that a hostile endpoint may make up without end. */
const mostNames = 40;

function sharesOf(kind: Distributions['shares'][number]['kind'], was: Counts, is: Counts): Distributions['shares'] {
  if (was.draws === 0 || is.draws === 0) return [];
  const names = [...new Set([...was.counts.keys(), ...is.counts.keys()])];
  const most = (name: string) => (was.counts.get(name) ?? 0) / was.draws + (is.counts.get(name) ?? 0) / is.draws;
  return names
    .sort((a, b) => most(b) - most(a))
    .slice(0, mostNames)
    .map((title) => ({
      title,
      kind,
      before: counted(was.counts.get(title), was),
      after: counted(is.counts.get(title), is),
    }));
}

function counted(count = 0, { draws }: Pick<Counts, 'draws'>) {
  return { ...exactInterval(count, draws), count, draws };
}

/** Properties of answers and expectations that they fail, pooled over goldens, as the detector counts them. */
async function propertyShares(
  before: readonly Sample[],
  after: readonly Sample[],
  runtime: Pick<ApiRuntime, 'stores'>,
): Promise<Distributions['shares']> {
  const goldens = await goldensOf([...before, ...after], runtime);
  const count = (samples: readonly Sample[]) => {
    const counts = new Map<string, { count: number; draws: number }>();
    for (const sample of samples) {
      if (sample.error !== undefined) continue;
      const { properties } = observeDraw(sample, goldens.get(sample.goldenVersion ?? '')?.expectations);
      for (const [name, value] of Object.entries(properties)) {
        const known = counts.get(name) ?? { count: 0, draws: 0 };
        counts.set(name, { count: known.count + value, draws: known.draws + 1 });
      }
    }
    return counts;
  };
  const [was, is] = [count(before), count(after)];
  return [...was].flatMap(([name, past]) => {
    const present = is.get(name);
    if (present === undefined) return [];
    const kind = isFailureRate({ name }) ? ('expectation' as const) : ('property' as const);
    return [
      {
        title: rateName({ name }),
        kind,
        before: counted(past.count, past),
        after: counted(present.count, present),
      },
    ];
  });
}
