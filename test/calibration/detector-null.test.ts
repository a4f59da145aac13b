import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { type DetectorState, newDetector, observe, resetStatistic } from '../../lib/drift/detector.ts';
import type { DetectorSettings } from '../../lib/drift/detector-settings.ts';
import { observeRun } from '../../lib/features/observe-run.ts';
import { readRecording } from '../../lib/recordings/files/read-recording.ts';
import { kolmogorovSmirnovUniform } from '../../lib/stats/kolmogorov-smirnov.ts';
import { spearman } from '../../lib/stats/spearman.ts';
import { type MmdDraw, twoSampleMmd } from '../../lib/stats/two-sample-mmd.ts';
import { watch } from '../drift/detector-runs.ts';
import { clusters, nulls, regimes } from './null-endpoints.ts';
import { meanOf } from './ranked-scores.ts';

const baselineRuns = 24;
const threshold = 20;
const chance = 1e-4; // of each assertion below to fail although nothing is wrong

const settingsOf = (salt: string): DetectorSettings => ({ threshold, baselineRuns, salt, trustBaseline: true });

interface Epoch {
  readonly ranks: { readonly bag: number[]; readonly reference: number[] };
  readonly alarms: number;
}

/** The whole detector over one epoch of an endpoint that never changes; after an alarm it starts anew and goes on. */
function runEpoch(next: (run: number) => ObservedRun, runs: number, salt: string): Epoch {
  const settings = settingsOf(salt);
  let state: DetectorState = newDetector();
  const ranks: Epoch['ranks'] = { bag: [], reference: [] };
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    const { phase } = state;
    const observation = observe(state, next(run), settings);
    state = observation.state;
    const [evidence] = observation.channels;
    if (evidence === undefined) continue;
    if (phase.kind !== 'learning') ranks[phase.kind].push(evidence.pValue);
    if ((evidence.logStatistic ?? 0) < evidence.logThreshold) continue;
    alarms++;
    state = resetStatistic(state);
  }
  return { ranks, alarms };
}

describe.each(Object.entries(nulls))('an endpoint that never changes: %s', (name, endpoint) => {
  const shape = { epochs: 24, runs: 170 };
  let epochs: Epoch[];
  beforeAll(() => {
    const random = seededRandom(name);
    epochs = Array.from({ length: shape.epochs }, (_, i) => runEpoch(endpoint(random), shape.runs, `${name} ${i}`));
  }, 120_000);

  it('has ranks that are uniform, in the bag and against the reference', () => {
    for (const phase of ['bag', 'reference'] as const) {
      const ranks = epochs.flatMap(({ ranks }) => ranks[phase]);
      expect(ranks.length).toBeGreaterThan(600);
      expect(kolmogorovSmirnovUniform(ranks).pValue).toBeGreaterThan(chance);
      // And where it matters: 5 % of them below .05.
      const small = ranks.filter((rank) => rank <= 0.05).length / ranks.length;
      expect(Math.abs(small - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / ranks.length));
    }
  });

  it('has ranks that say nothing about the next one', () => {
    const pairs = epochs.flatMap(({ ranks }) => {
      const all = [...ranks.bag, ...ranks.reference];
      return all.slice(1).map((rank, i) => [all[i] as number, rank] as const);
    });
    const { pValue } = spearman(
      pairs.map(([before]) => before),
      pairs.map(([, after]) => after),
    );
    expect(pValue).toBeGreaterThan(chance);
  });

  it('raises at most as many false alarms as promised, looked at after every run', () => {
    const { mean, error } = meanOf(epochs.map(({ alarms }) => alarms));
    const promised = (shape.runs - baselineRuns) / threshold;
    console.log(`${name}: ${mean.toFixed(2)} false alarms an epoch, promised ${promised.toFixed(2)}`);
    expect(mean).toBeLessThan(promised + 4 * error);
  });
});

describe('the whole judge on an endpoint that never changes', () => {
  it('opens at most as many false incidents as promised, though it learns nothing while one is open', () => {
    const random = seededRandom('judge');
    const judging = { ...settingsOf('judge'), effectFloor: 0, trustBaseline: false };
    const [epochs, runs] = [40, 100];
    const incidents = Array.from({ length: epochs }, (_, i) => {
      const next = clusters({ goldens: 2, repetitions: 5 })(random);
      const { steps } = watch(
        Array.from({ length: baselineRuns + runs }, (_, run) => next(run)),
        { judging: { ...judging, salt: `judge ${i}` } },
      );
      const open = steps.map(({ decision }) => decision.verdict.kind === 'drift-detected');
      return open.filter((isOpen, run) => isOpen && !open[run - 1]).length;
    });
    const { mean, error } = meanOf(incidents);
    console.log(`judge: ${mean.toFixed(2)} false incidents, promised ${runs / threshold}`);
    expect(mean).toBeLessThan(runs / threshold + 4 * error);
  });

  it('takes a baseline for one that changed in at most one of 200', () => {
    const random = seededRandom('split');
    const times = 250;
    let split = 0;
    for (let i = 0; i < times; i++) {
      const next = regimes({ goldens: 3, repetitions: 2 })(random);
      let state = newDetector();
      const settings = { ...settingsOf(`split ${i}`), trustBaseline: false };
      for (let run = 0; run < baselineRuns; run++) state = observe(state, next(run), settings).state;
      if (state.phase.kind === 'learning') split++;
    }
    // Binomial(250, .005): mean 1.25; 8 or more by chance under 1 in 10,000.
    expect(split).toBeLessThan(8);
  });
});

describe('runs whose draws have something in common', () => {
  const pairs = 150;
  const rejectable = { permutations: 199, random: seededRandom('permutations') };
  const drawsOf = ({ goldens }: ObservedRun, block: number): MmdDraw[] =>
    [...goldens.values()].flatMap((draws, stratum) => draws.map(({ text }) => ({ stratum, block, text })));

  /** Share of neighbouring runs that the published test, which permutes draws, calls different at 5 %. */
  function rejectedByDraws(runs: readonly ObservedRun[]): number {
    let count = 0;
    for (let i = 1; i < runs.length; i += 2) {
      const [a, b] = [runs[i - 1] as ObservedRun, runs[i] as ObservedRun];
      if (twoSampleMmd(drawsOf(a, 0), drawsOf(b, 1), rejectable).pValue <= 0.05) count++;
    }
    return count / Math.floor(runs.length / 2);
  }

  it.each([
    ['load regimes', regimes({ goldens: 4, repetitions: 5 })],
    ['clusters with an intraclass correlation of .2', clusters({ goldens: 4, repetitions: 10 })],
  ])('are called changed by a test of draws far above its level, by ranks of runs at it: %s', (name, endpoint) => {
    const next = endpoint(seededRandom(name));
    const runs = Array.from({ length: 2 * pairs }, (_, run) => next(run));
    const byDraws = rejectedByDraws(runs);

    let replayed = 0;
    const { ranks } = runEpoch(() => runs[replayed++] as ObservedRun, runs.length, name);
    const all = [...ranks.bag, ...ranks.reference];
    const byRuns = all.filter((rank) => rank <= 0.05).length / all.length;

    console.log(`${name}: at 5 %, ${byDraws.toFixed(3)} rejected by draws, ${byRuns.toFixed(3)} by ranks of runs`);
    // Nominal rate and four standard errors: by chance under 1 in 10,000 a line.
    expect(byRuns).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / all.length));
    expect(byDraws).toBeGreaterThan(0.3);
  });

  it('are called changed by a test of draws on recordings of a real model at temperature 0', async () => {
    const file = join(import.meta.dirname, '../fixtures/lab-a/temperature-0.0/null.jsonl.gz');
    const runs = (await readRecording(file)).runs.map((run) => observeRun(run));
    const byDraws = rejectedByDraws(runs);
    console.log(`recorded runs at temperature 0: ${byDraws.toFixed(3)} of unchanged pairs rejected by draws at 5 %`);
    expect(byDraws).toBeGreaterThan(0.2);
  });
});
