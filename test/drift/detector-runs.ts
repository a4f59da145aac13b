import type { Interval } from '../../lib/domain/interval.ts';
import type { Random } from '../../lib/domain/random.ts';
import type { Draw, ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { type Decision, decide, suspectedChange } from '../../lib/drift/decide.ts';
import { type Observation, observe } from '../../lib/drift/detector.ts';
import type { DetectorSettings } from '../../lib/drift/detector-settings.ts';
import { type DetectorState, newDetector } from '../../lib/drift/detector-state.ts';
import { draw } from './simulated.ts';

export type Settings = DetectorSettings & { readonly effectFloor: number };

export const settings: Settings = { threshold: 1000, baselineRuns: 12, salt: 'test', effectFloor: 0 };

export interface Size {
  readonly goldens: number;
  readonly repetitions: number;
}

/** What a golden answers; `undefined` for a draw that failed. */
export type Answer = (golden: number, run: number, repetition: number) => Draw | string | undefined;

/** Run number `number`, an hour after the one before; its id sorts by time. */
export function makeRun(number: number, { goldens, repetitions }: Size, answer: Answer): ObservedRun {
  let failed = 0;
  const drawn = Array.from({ length: goldens }, (_, golden): [string, Draw[]] => [
    `golden-${golden}`,
    Array.from({ length: repetitions }, (_, repetition) => {
      const answered = answer(golden, number, repetition);
      if (answered === undefined) failed++;
      return typeof answered === 'string' ? draw(answered) : answered;
    }).filter((one) => one !== undefined),
  ]);
  return {
    run: `run-${String(number).padStart(5, '0')}`,
    at: new Date(Date.UTC(2026, 0, 1, number)).toISOString(),
    goldens: new Map(drawn.filter(([, draws]) => draws.length > 0)),
    identity: [],
    planned: goldens * repetitions,
    failed,
  };
}

export function makeRuns(from: number, until: number, size: Size, answer: Answer): ObservedRun[] {
  return Array.from({ length: until - from }, (_, i) => makeRun(from + i, size, answer));
}

/** One of three answers, most often the first, in which all draws of a run share some of their luck. */
export function loadedAnswers(random: Random): Answer {
  let [current, load] = [-1, 0];
  return (golden, run) => {
    if (run !== current) [current, load] = [run, random()];
    const luck = 0.5 * load + 0.5 * random();
    return luck < 0.45 ? `yes, golden ${golden}` : luck < 0.8 ? `well yes, golden ${golden}` : 'perhaps';
  };
}

export interface Step {
  readonly observation: Observation;
  readonly decision: Decision;
}

/** Judges runs one after the other; where drift is suspected, its effect is what the test says. */
export function watch(
  runs: readonly ObservedRun[],
  {
    state = newDetector(),
    judging = settings,
    effect = { estimate: 0.5, low: 0.4, high: 0.6 },
  }: { state?: DetectorState; judging?: Settings; effect?: Interval } = {},
): { state: DetectorState; steps: readonly Step[] } {
  let current = state;
  const steps = runs.map((run) => {
    const observation = observe(current, run, judging);
    const counts = { planned: run.planned, completed: run.planned - run.failed };
    const decision = decide(observation, counts, judging, suspectedChange(observation) && effect);
    current = decision.state;
    return { observation, decision };
  });
  return { state: current, steps };
}

/** The state after runs were learned, without anything being decided. */
export function learn(
  runs: readonly ObservedRun[],
  state: DetectorState = newDetector(),
  judging = settings,
): DetectorState {
  return runs.reduce((before, run) => observe(before, run, judging).state, state);
}

/** Ranks of the runs that had one. */
export function ranksOf(steps: readonly Step[]): number[] {
  return steps.flatMap(({ observation }) => observation.channels.map(({ pValue }) => pValue));
}
