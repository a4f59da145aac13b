import { hashBytes } from '../domain/content-hash.ts';
import { seededRandom } from '../domain/random.ts';
import type { ChannelGroup, GoldenScore } from '../domain/verdict/evidence.ts';
import { frozenBounds, frozenRank } from '../stats/frozen-rank.ts';
import { smoothedRank } from '../stats/smoothed-rank.ts';
import { Bag } from './bag.ts';
import { baselineSplit } from './baseline-split.ts';
import { bagLimit, type DetectorSettings, frozenAt, frozenRisk, referenceRuns } from './detector-settings.ts';
import { loadSensitivity, loadSensor } from './load-sensitivity.ts';
import { Panel, type PanelRun } from './panel.ts';
import { Reference } from './reference.ts';
import type { RunProfile } from './run-profile.ts';
import type { Scales } from './scales.ts';
import type { Nonconformity } from './statistics.ts';
import { isSuspicious } from './suspicion.ts';

/** What the detector knows, by how much it has seen. Each phase leads to the next. */
export type Phase =
  | { readonly kind: 'learning'; readonly profiles: readonly RunProfile[] }
  | { readonly kind: 'bag'; readonly bag: Bag }
  | {
      readonly kind: 'reference';
      readonly reference: Reference;
      /** Scores of runs outside the reference, oldest first; no longer growing once there are `frozenAt`. */
      readonly scores: readonly RankedScore[];
    };

/** A score, and the stratum that it is ranked within. */
export type RankedScore = Nonconformity & { readonly stratum?: string };

/** Phases in which runs are ranked. */
export type Armed = Exclude<Phase, { kind: 'learning' }>;

/** Where a run ranks, and why. */
export interface Ranked {
  readonly phase: Phase;
  readonly pValue: number;
  readonly references: number;
  readonly score: Nonconformity;
  readonly goldens: readonly GoldenScore[];
  /** Whether the score lies far beyond all references, by a model. */
  readonly suspicious: boolean;
}

/** Runs that a new one is ranked against. */
export function baselineSize(phase: Phase): number {
  if (phase.kind === 'learning') return phase.profiles.length;
  return phase.kind === 'bag' ? phase.bag.runs.length : phase.scores.length;
}

/** The smallest rank that a run can get among so many references: next to 0, until the reference is frozen. */
export function smallestRank(phase: Phase, references: number): number {
  if (phase.kind !== 'reference' || !isFrozen(phase)) return 0;
  return frozenBounds(references, frozenRisk)[0]?.pValue ?? 1;
}

function isFrozen({ scores }: Extract<Phase, { kind: 'reference' }>): boolean {
  return scores.length >= frozenAt;
}

/**
 * What follows on learning: ranking, or, where the baseline turns out to have changed while it was learned, learning on
 * from the runs since.
 */
export function arm(profiles: readonly RunProfile[], { salt, trustBaseline = false }: DetectorSettings): Phase {
  const panel = Panel.of(profiles);
  const runs = profiles.map((profile) => panel.select(profile));
  const changedBefore = trustBaseline ? undefined : baselineSplit(runs, seededRandom(`${salt}\nbaseline`));
  if (changedBefore !== undefined) return { kind: 'learning', profiles: profiles.slice(changedBefore) };
  return { kind: 'bag', bag: new Bag(panel, runs) };
}

/** Ranks a run among the earlier ones; with `learn`, the phase that is returned has learned it. */
export function rankRun(phase: Armed, profile: RunProfile, settings: DetectorSettings, learn: boolean): Ranked {
  const u = uniformOf(`${settings.salt}\n${profile.run}`);
  const groups = settings.groups ?? (['text', 'logprobs'] as const);
  if (phase.kind === 'bag') {
    const bag = phase.bag.clone();
    const run = bag.panel.select(profile);
    bag.add(run);
    const { runs, newest, columns } = bag.score(groups);
    const score = runs.at(-1) as Nonconformity;
    const references = runs.slice(0, -1).flatMap(({ total }, i) => (sameStratum(bag.runs[i], run) ? [total] : []));
    const pValue = smoothedRank(score.total, references, u);
    return {
      phase: learn ? afterBag(bag, settings, groups) : phase,
      pValue,
      suspicious: isSuspicious(score.total, references, pValue),
      references: references.length,
      score,
      goldens: goldenScores(bag.panel, run, newest, columns),
    };
  }
  const { reference, scores } = phase;
  const run = reference.set.panel.select(profile);
  const { row, ...score } = reference.score(run, groups);
  const references = scores.flatMap((other) => (sameStratum(other, run) ? [other.total] : []));
  const frozen = isFrozen(phase);
  const pValue = frozen ? frozenRank(score.total, references, frozenRisk) : smoothedRank(score.total, references, u);
  return {
    phase: learn && !frozen ? { ...phase, scores: [...scores, withStratum(score, run)] } : phase,
    pValue,
    suspicious: isSuspicious(score.total, references, pValue),
    references: references.length,
    score,
    goldens: goldenScores(reference.set.panel, run, row, reference.columns),
  };
}

/** What was known before the newest runs were learned; a frozen reference has not learned them. */
export function withoutNewest(phase: Armed, runs: number): Armed {
  if (phase.kind === 'bag') return { kind: 'bag', bag: new Bag(phase.bag.panel, phase.bag.runs.slice(0, -runs)) };
  return isFrozen(phase) ? phase : { ...phase, scores: phase.scores.slice(0, -runs) };
}

/**
 * Once the bag is full, a random half of it becomes the reference and the other half is scored against it. The halves are
 * chosen by hash, not by time: earlier ranks say nothing about later ones only if the cut does not know the order.
 */
function afterBag(bag: Bag, settings: DetectorSettings, groups: readonly ChannelGroup[]): Phase {
  if (bag.runs.length < bagLimit) return { kind: 'bag', bag };
  const ticket = (run: PanelRun) => uniformOf(`${settings.salt}\nreference\n${run.run}`);
  const chosen = new Set([...bag.runs].sort((a, b) => ticket(a) - ticket(b)).slice(0, referenceRuns));
  const reference = Reference.of(
    bag.panel,
    bag.runs.filter((run) => chosen.has(run)),
    groups,
  );
  const scores = bag.runs
    .filter((run) => !chosen.has(run))
    .map((run) => {
      const { total, byChannel } = reference.score(run, groups);
      return withStratum({ total, byChannel }, run);
    });
  return { kind: 'reference', reference, scores };
}

/** Runs of other circumstances take part in the scores, which stay symmetric, but not in the ranks (Mondrian ranks). */
function sameStratum(a: { readonly stratum?: string } | undefined, b: { readonly stratum?: string }): boolean {
  return a?.stratum === b.stratum;
}

function withStratum(score: Nonconformity, { stratum }: PanelRun): RankedScore {
  return stratum === undefined ? score : { ...score, stratum };
}

function goldenScores(panel: Panel, run: PanelRun, z: Float64Array, columns: Scales): readonly GoldenScore[] {
  const sensitivity = loadSensitivity(columns, panel);
  return panel.goldens.flatMap((golden, i) => {
    if (run.profiles[i] === undefined) return [];
    const score = z[panel.column('difference', i)] as number;
    const icc = sensitivity[i] as number;
    return [{ golden, score, ...(icc > loadSensor ? { loadSensitivity: icc } : {}) }];
  });
}

/** Uniform on (0, 1), fixed by the text: the same run always gets the same. */
function uniformOf(text: string): number {
  return (Number.parseInt(hashBytes(text).slice(0, 13), 16) + 0.5) / 2 ** 52;
}
