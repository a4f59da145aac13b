import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { RateChange } from '../domain/verdict/explanation.ts';
import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { clopperPearson } from '../stats/clopper-pearson.ts';
import { fisherExactGreater } from '../stats/fisher-exact.ts';
import { expectationPrefix } from './rate-changes.ts';

/** Share of the rates that are called clear which may be so by chance, on average. */
const falseDiscoveryRate = 0.05;
/** Rates that an explanation keeps, the clearest first: of all, and of those that are not clear. */
const most = { rates: 40, unclear: 8 };

/** The runs around a change. */
export interface ChangeSides {
  readonly before: readonly ObservedRun[];
  readonly after: readonly ObservedRun[];
  /** The newest of `after`, where they are to be told apart. */
  readonly newest?: readonly ObservedRun[] | undefined;
}

/**
 * How often answers fail each expectation, and have each structured property, before and after: golden by golden, and pooled
 * over the goldens that have it on both sides where there are several, with in how many of them it shows. Only what is not
 * the same on both sides; the clearest first, at most 40, and 8 that are not clear.
 *
 * `isClear` is a two-sided exact test of "one rate on both sides" with the false discovery rate held at 5 % over all that
 * could differ. Null and intervals take draws for independent; where those of a run have something in common, clear ones
 * come by chance more often. An alarm never rests on them.
 *
 * Time O(draws x properties).
 */
export function rateChangesByGolden(sides: ChangeSides): RateChange[] {
  const counted = countSides(sides);
  const changes = [...counted].flatMap(([name, goldens]) => changesOf(name, goldens));
  const adjusted = benjaminiHochberg(changes.map(({ pValue }) => pValue));
  return changes
    .map(({ change, pValue }, i) => ({
      change: { ...change, isClear: (adjusted[i] as number) <= falseDiscoveryRate },
      pValue,
    }))
    .filter(({ change }) => change.before.estimate !== change.after.estimate)
    .sort((a, b) => a.pValue - b.pValue)
    .map(({ change }) => change)
    .filter(({ isClear }, i, all) => isClear || i < all.filter((one) => one.isClear).length + most.unclear)
    .slice(0, most.rates);
}

interface Count {
  count: number;
  draws: number;
}

type Side = 'before' | 'after' | 'newest';
type Counts = Readonly<Record<Side, Count>>;

interface Candidate {
  readonly change: Omit<RateChange, 'isClear'>;
  readonly pValue: number;
}

function changesOf(name: string, goldens: ReadonlyMap<string, Counts>): Candidate[] {
  const both = [...goldens].filter(([, { before, after }]) => before.draws > 0 && after.draws > 0);
  const own = both.map(([golden, counts]) => ({ counts, change: { ...changeOf(name, counts), golden } }));
  const single = own.filter(({ counts }) => canDiffer(counts)).map(({ counts, change }) => candidate(change, counts));
  if (both.length < 2) return single;
  const pooled = sum(both.map(([, counts]) => counts));
  if (!canDiffer(pooled)) return single;
  const change = changeOf(name, pooled);
  const shown = own.filter((one) => movesWith(change, one.change)).length;
  return [candidate({ ...change, goldens: { shown, of: both.length } }, pooled), ...single];
}

function changeOf(name: string, { before, after, newest }: Counts): Omit<RateChange, 'isClear'> {
  const isExpectation = name.startsWith(expectationPrefix);
  const rate = (side: Count) => ({ ...clopperPearson(side.count, side.draws), ...side });
  return {
    name: isExpectation ? name.slice(expectationPrefix.length) : name,
    kind: isExpectation ? 'expectation' : 'property',
    before: rate(before),
    after: rate(after),
    ...(newest.draws === 0 ? {} : { newest: rate(newest) }),
  };
}

function candidate(change: Candidate['change'], { before, after }: Counts): Candidate {
  const others = ({ count, draws }: Count) => ({ count: draws - count, draws });
  const smaller = Math.min(fisherExactGreater(before, after), fisherExactGreater(others(before), others(after)));
  return { change, pValue: Math.min(1, 2 * smaller) };
}

/** Where nobody or everybody does it on both sides, no rate could differ, and nothing is tested. */
function canDiffer({ before, after }: Counts): boolean {
  const count = before.count + after.count;
  return count > 0 && count < before.draws + after.draws;
}

/** Whether a golden's own rate since is outside its interval before, on the side to which all goldens together went. */
function movesWith(pooled: Candidate['change'], own: Candidate['change']): boolean {
  return pooled.after.estimate > pooled.before.estimate
    ? own.after.estimate > own.before.high
    : own.after.estimate < own.before.low;
}

/** Counts of every property, by name and golden. */
function countSides({ before, after, newest = [] }: ChangeSides): ReadonlyMap<string, ReadonlyMap<string, Counts>> {
  const all = new Map<string, Map<string, Counts>>();
  const add = (runs: readonly ObservedRun[], side: Side) => {
    for (const { goldens } of runs)
      for (const [golden, draws] of goldens)
        for (const { properties } of draws)
          for (const name in properties) {
            const entry = countOf(all, name, golden)[side];
            entry.count += properties[name] as number;
            entry.draws++;
          }
  };
  add(before, 'before');
  add(after, 'after');
  add(newest, 'newest');
  return all;
}

function countOf(all: Map<string, Map<string, Counts>>, name: string, golden: string): Counts {
  const goldens = all.get(name) ?? new Map<string, Counts>();
  const counts = goldens.get(golden) ?? noCounts();
  all.set(name, goldens);
  goldens.set(golden, counts);
  return counts;
}

function noCounts(): Counts {
  return { before: { count: 0, draws: 0 }, after: { count: 0, draws: 0 }, newest: { count: 0, draws: 0 } };
}

function sum(all: readonly Counts[]): Counts {
  const total = noCounts();
  for (const counts of all)
    for (const side of ['before', 'after', 'newest'] as const) {
      total[side].count += counts[side].count;
      total[side].draws += counts[side].draws;
    }
  return total;
}
