import type { GoldenDetection } from '../domain/project/plan-report.ts';
import { seededRandom, shuffleInPlace } from '../domain/random.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import { observe } from '../drift/detector.ts';
import { newDetector } from '../drift/detector-state.ts';
import type { Parting } from './answer-paths.ts';
import { turnedBy } from './first-token.ts';
import { type DrawnRun, goldenIdOf, type Material, narrow } from './material.ts';
import { plantChange } from './plant-change.ts';
import type { ProfiledRuns } from './profiled-runs.ts';

/** A change that even one golden shows if it can show any, how long it is there, and how often that is tried. */
const strong = { kind: 'odds', times: 6 } as const;
const [changedRuns, tries] = [12, 2];
const mostReferences = 40;
/** The p-value gets no smaller than about a third of one over this. */
const threshold = 1000;

/** ln(1 / p) averages 1 while nothing changes; the mean of two stays under 2.4 in nineteen cases of twenty. */
const carriesFrom = 2.4;

export interface DetectionQuestion {
  /** Where the answers of each golden part, by key. */
  readonly partings: ReadonlyMap<string, Parting>;
  /** How many times as large the subtle change makes the odds. */
  readonly times: number;
  readonly repetitions: number;
  readonly seed: string;
}

/**
 * What each golden tells of a change when it is judged alone: its answers part, and the detector sees how they do. A golden whose
 * answers never part in these runs can only show that they changed altogether, which any other golden shows as well.
 *
 * Cost: two tests of one golden each.
 */
export function goldenDetection(
  material: Material,
  { partings, times, seed, repetitions }: DetectionQuestion,
  profiled: ProfiledRuns,
): ReadonlyMap<string, GoldenDetection> {
  const keys = new Set(material.runs.flatMap(({ goldens }) => [...goldens.keys()]));
  const byId = Map.groupBy(keys, goldenIdOf);
  return new Map(
    [...byId].map(([golden, own]) => {
      const parting = own.map((key) => partings.get(key)).find((one) => one !== undefined);
      if (parting === undefined) return [golden, { moved: 0, evidence: 1, carries: false }];
      const alone = narrow(material, { goldens: new Set([golden]), repetitions });
      const evidence = evidenceOf(alone, partings, `${seed}\n${golden}`, profiled);
      return [
        golden,
        { moved: movedBy(parting, times, answersTo(own, material)), evidence, carries: evidence >= carriesFrom },
      ];
    }),
  );
}

function answersTo(keys: readonly string[], { runs }: Material): Draw[] {
  return runs.flatMap(({ goldens }) => keys.flatMap((key) => goldens.get(key) ?? []));
}

/** Share of a golden's answers that go another way once the odds of the less common one are so many times as large. */
export function movedBy({ taken, others, tie }: Parting, times: number, answers: readonly Draw[]): number {
  if (tie !== undefined) return turnedBy(answers, tie, times);
  const share = taken.size / (taken.size + others.size);
  const moves = ((times - 1) * share) / (1 + (times - 1) * share);
  return (moves * others.size) / answers.length;
}

function evidenceOf(
  material: Material,
  partings: ReadonlyMap<string, Parting>,
  seed: string,
  profiled: ProfiledRuns,
): number {
  const runs = material.runs.filter(({ goldens }) => goldens.size > 0);
  const references = Math.min(mostReferences, runs.length - 2 * changedRuns);
  let sum = 0;
  for (let i = 0; i < tries; i++) {
    const random = seededRandom(`${seed}\n${i}`);
    const order = shuffleInPlace([...runs], random);
    const planting = { change: strong, partings, halved: material.halved, random };
    const changed = plantChange(order.slice(references), changedRuns, planting);
    sum += Math.log(1 / pValueOf(order.slice(0, references), changed, `${seed}\n${i}`, profiled));
  }
  return sum / tries;
}

/** After the last of the changed runs. */
function pValueOf(
  baseline: readonly DrawnRun[],
  changed: readonly DrawnRun[],
  salt: string,
  profiled: ProfiledRuns,
): number {
  const settings = { threshold, baselineRuns: baseline.length, trustBaseline: true, salt };
  let state = newDetector();
  let pValue = 1;
  const runs = [...baseline, ...changed];
  for (const [i, run] of runs.entries()) {
    const observation = observe(state, profiled.prepare(run), { ...settings, learnOnly: i < runs.length - 1 });
    state = observation.state;
    pValue = observation.channels[0]?.pValue ?? 1;
  }
  return pValue;
}
