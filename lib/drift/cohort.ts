import { uniformOf } from '../domain/content-hash.ts';
import { seededRandom } from '../domain/random.ts';
import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import { sharedWindowTest } from '../stats/shared-window-test.ts';
import { smoothedRank } from '../stats/smoothed-rank.ts';
import type { WindowTestResult } from '../stats/window-test.ts';
import { baselineSplit } from './baseline-split.ts';
import { type CalibrationRun, runInLayout } from './calibration-run.ts';
import { type CalibrationSet, runsOf, withRun } from './calibration-set.ts';
import { circumstanceRuns, type DetectorSettings } from './detector-settings.ts';
import { designOf, type FeatureLayout, layoutOf } from './layout.ts';
import { loadSensitivity, loadSensor } from './load-sensitivity.ts';
import { clockWaves, rhythmOf } from './rhythm.ts';
import type { RunProfile } from './run-profile.ts';
import type { Scales } from './scales.ts';
import { sketchKernel } from './sketch-kernel.ts';
import type { Channel, Nonconformity } from './statistics.ts';
import { type WindowGroups, windowGroups } from './window-groups.ts';

/**
 * Goldens that were learned over the same runs. A golden that comes later, or in another version, begins a cohort of its own,
 * which learns beside the others, and is judged with them once it is armed.
 */
export type Cohort =
  | {
      readonly kind: 'learning';
      readonly goldens: readonly string[];
      readonly runs: readonly NumberedProfile[];
    }
  | { readonly kind: 'armed'; readonly goldens: readonly string[]; readonly set: CalibrationSet };

export type Learning = Extract<Cohort, { kind: 'learning' }>;
export type Armed = Extract<Cohort, { kind: 'armed' }>;

export interface NumberedProfile {
  readonly number: number;
  readonly profile: RunProfile;
}

/** The next state of a cohort that is learning; with enough runs it is armed, or learns on from where it changed. */
export function learnRun(cohort: Learning, run: NumberedProfile, settings: DetectorSettings): Cohort {
  const own = new Set(cohort.goldens);
  const goldens = new Map([...run.profile.goldens].filter(([key]) => own.has(key)));
  if (goldens.size === 0) return cohort;
  const runs = [...cohort.runs, { ...run, profile: { ...run.profile, goldens } }];
  return runs.length < settings.baselineRuns ? { ...cohort, runs } : arm({ ...cohort, runs }, settings);
}

function arm({ goldens, runs }: Learning, settings: DetectorSettings): Cohort {
  const profiles = runs.map(({ profile }) => profile);
  const design = designOf(profiles.map((run) => new Map([...run.goldens].map(([key, { draws }]) => [key, draws]))));
  const layout = layoutOf(design, profiles);
  let set: CalibrationSet = { layout, pool: [], newest: [] };
  for (const { number, profile } of runs) set = withRun(set, runInLayout(profile, number, layout), settings.salt);
  if (settings.trustBaseline !== true) {
    const members = runsOf(set);
    const { kernel } = sketchKernel(members, layout.goldens.length);
    const changedAt = baselineSplit(kernel, members.length, seededRandom(`${settings.salt}\nbaseline`));
    if (changedAt !== undefined)
      return { kind: 'learning', goldens, runs: runs.slice(runs.length - members.length + changedAt) };
  }
  return { kind: 'armed', goldens: layout.goldens, set };
}

/** What a cohort's test of its newest run says. */
export interface CohortTest {
  readonly test: WindowTestResult;
  /** Goldens that took part. */
  readonly goldens: readonly string[];
  /** Runs that the newest was held against. */
  readonly references: number;
  readonly group: string;
  readonly channel: Channel;
  /** Numbers of the likeliest first run of a change, and of the first and last that are nearly as likely. */
  readonly since: { readonly run: number; readonly earliest: number; readonly latest: number };
  /** Set where too few runs had the circumstances of the newest. */
  readonly circumstances?: { readonly name: string; readonly references: number; readonly all: WindowTestResult };
  readonly score: Nonconformity;
  /** Rank of the newest run alone, among runs of its circumstances. */
  readonly rank: number;
  readonly shifts: readonly { readonly golden: string; readonly score: number; readonly loadSensitivity?: number }[];
}

export interface TestOptions {
  /** Level of an alarm. */
  readonly level: number;
  readonly groups: readonly ChannelGroup[];
  readonly seed: string;
  /** Random orders at most, where no alarm is to be decided. */
  readonly draws?: number;
}

/** Tests whether the newest run of the set, alone or with those before it, stands out; `undefined` where nothing is in common. */
export function testNewest({ set }: Armed, { level, groups, seed, draws }: TestOptions): CohortTest | undefined {
  const members = runsOf(set);
  const newest = members.at(-1) as CalibrationRun;
  const n = members.length;
  const numbers = groupsWithoutRhythm(members, set.layout, groups, seed);
  if (numbers === undefined) return undefined;
  const judged = numbers.goldens.filter((golden) => newest.profiles[golden] !== undefined);
  const order = Int32Array.from(set.newest, (_, k) => n - 1 - k);
  const options = { level, giveUpAt: giveUpAt(level), ...(draws === undefined ? {} : { draws }) };
  const categories = categoriesOf(members);
  const own = members.filter(({ category }) => category === newest.category).length - 1;
  const test = sharedWindowTest(
    { groups: numbers.groups, newest: order, ...(categories === undefined ? {} : { categories }) },
    { ...options, random: seededRandom(`${seed}\nwindows`) },
  );
  const isScarce = categories !== undefined && own < circumstanceRuns;
  const all = isScarce
    ? sharedWindowTest({ groups: numbers.groups, newest: order }, { ...options, random: seededRandom(`${seed}\nall`) })
    : undefined;
  const leading = all ?? test;
  const at = (window: number) => (set.newest.at(-Math.min(window, set.newest.length)) as CalibrationRun).number;
  return {
    test,
    goldens: judged.map((golden) => set.layout.goldens[golden] as string),
    references: categories === undefined ? n - 1 : own,
    group: numbers.groups[leading.group]?.name ?? 'none',
    channel: numbers.channels[leading.group] ?? 'text',
    since: { run: at(leading.window), earliest: at(leading.nearly.largest), latest: at(leading.nearly.smallest) },
    ...(all === undefined ? {} : { circumstances: { name: newest.category ?? 'unknown', references: own, all } }),
    score: numbers.totals.at(-1) as Nonconformity,
    rank: rankOf(members, numbers.standing, seed),
    shifts: shiftsOf(set, numbers.rows.at(-1) as Float64Array, numbers.columns, judged),
  };
}

/** The numbers of a calibration set; where they follow the hour of the day or of the week, what is left of them without it. */
function groupsWithoutRhythm(
  members: readonly CalibrationRun[],
  layout: FeatureLayout,
  groups: readonly ChannelGroup[],
  seed: string,
): WindowGroups | undefined {
  const plain = windowGroups(members, layout, groups);
  if (plain === undefined) return plain;
  const waves = rhythmOf(plain.groups, clockWaves(members.map(({ at }) => at)), seededRandom(`${seed}\nrhythm`));
  return waves.length === 0 ? plain : windowGroups(members, layout, groups, waves);
}

function rankOf(members: readonly CalibrationRun[], standing: Float64Array, seed: string): number {
  const last = members.length - 1;
  const others = standing.filter((_, i) => i < last && members[i]?.category === members[last]?.category);
  return smoothedRank(standing[last] as number, [...others], uniformOf(`${seed}\nrank`));
}

/** Giving up later makes the alarm depend less on luck; where that would take over 300,000 orders it is not worth it. */
function giveUpAt(level: number): number {
  return level < 1e-5 ? 1 : 3;
}

/** A number for each circumstance; `undefined` where all runs share one. */
function categoriesOf(members: readonly CalibrationRun[]): Int32Array | undefined {
  const names = [...new Set(members.map(({ category }) => category ?? ''))].sort();
  return names.length < 2 ? undefined : Int32Array.from(members, ({ category }) => names.indexOf(category ?? ''));
}

function shiftsOf(set: CalibrationSet, row: Float64Array, columns: Scales, goldens: readonly number[]) {
  const sensitivity = loadSensitivity(columns, set.layout);
  return goldens.map((golden) => {
    const score = row[set.layout.column('difference', golden)] as number;
    const icc = sensitivity[golden] as number;
    const key = set.layout.goldens[golden] as string;
    return { golden: key, score, ...(icc > loadSensor ? { loadSensitivity: icc } : {}) };
  });
}
