import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { newDetector } from '../../lib/drift/detector.ts';
import { bagLimit, referenceRuns } from '../../lib/drift/detector-settings.ts';
import { Panel, type PanelRun } from '../../lib/drift/panel.ts';
import { profileRun } from '../../lib/drift/run-profile.ts';
import { RunSet } from '../../lib/drift/run-set.ts';
import { similarity } from '../../lib/drift/sketch.ts';
import { learn, loadedAnswers, makeRuns, settings } from './detector-runs.ts';
import { draw, freeText } from './simulated.ts';

const size = { goldens: 4, repetitions: 3 };

/** Runs with texts and log-probabilities; golden 1 is missing in every sixth. */
function someRuns(seed: string, count: number): { readonly panel: Panel; readonly runs: readonly PanelRun[] } {
  const random = seededRandom(seed);
  const rareWord = () => Array.from({ length: 3 }, () => String.fromCharCode(97 + Math.floor(26 * random()))).join('');
  const profiles = makeRuns(0, count, size, (golden, run) =>
    golden === 1 && run % 6 === 0
      ? undefined
      : draw(random() < 0.2 ? rareWord() : freeText(1 + Math.floor(3 * random()), random, 4), {
          logprobs: [-random(), -random()],
          firstTokenTop: [
            ['w', -random()],
            ['x', -random()],
          ],
        }),
  ).map(profileRun);
  const panel = Panel.of(profiles);
  return { panel, runs: profiles.map((profile) => panel.select(profile)) };
}

/** The numbers of one run beside others, by their definitions: every pair is looked at. */
function byDefinition(panel: Panel, run: PanelRun, others: readonly PanelRun[]) {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return panel.goldens.map((_, golden) => {
    const own = run.profiles[golden];
    const theirs = others.flatMap(({ profiles }) => profiles[golden] ?? []);
    if (own === undefined) return undefined;
    const cross = mean(theirs.map((other) => similarity(own.mean, other.mean, 0)));
    const distances = (kind: 'chosen' | 'alternatives') =>
      [...own.logprobs[kind].contexts].flatMap((context, k) => {
        const value = own.logprobs[kind].values[k] as number;
        const squares = theirs.flatMap(({ logprobs }) => {
          const at = logprobs[kind].contexts.indexOf(context);
          return at < 0 ? [] : [(value - (logprobs[kind].values[at] as number)) ** 2];
        });
        return squares.length === 0 ? [] : [mean(squares)];
      });
    return {
      cross,
      difference: own.self - 2 * cross,
      chosen: Math.log(mean(distances('chosen')) + 1e-5),
      alternatives: Math.log(mean(distances('alternatives')) + 1e-5),
    };
  });
}

function rarityByDefinition(run: PanelRun, others: readonly PanelRun[], of: 'pairs' | 'units'): number {
  const seen = new Set(others.flatMap(({ features }) => [...features[of]]));
  return [...run.features[of]].filter((feature) => !seen.has(feature)).length / run.features.draws;
}

function expectRow(row: Float64Array, panel: Panel, run: PanelRun, others: readonly PanelRun[]): void {
  byDefinition(panel, run, others).forEach((expected, golden) => {
    for (const quantity of ['cross', 'difference', 'chosen', 'alternatives'] as const) {
      const value = row[panel.column(quantity, golden)] as number;
      // A golden that is missing, and contexts that nobody shares, have no number.
      if (expected === undefined || Number.isNaN(expected[quantity])) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(expected[quantity], 8);
    }
  });
  expect(row[panel.runColumn('rarePairs')]).toBeCloseTo(rarityByDefinition(run, others, 'pairs'), 12);
  expect(row[panel.runColumn('rareUnits')]).toBeCloseTo(rarityByDefinition(run, others, 'units'), 12);
}

describe('the sums over a set of runs', () => {
  it('compare a member with all others, as every single pair would', () => {
    const { panel, runs } = someRuns('members', 14);
    const set = new RunSet(panel);
    for (const run of runs) set.add(run);
    runs.forEach((run, i) => {
      expectRow(
        set.row(run, i),
        panel,
        run,
        runs.filter((_, j) => j !== i),
      );
    });
  });

  it('compare a stranger with all of them', () => {
    const { panel, runs } = someRuns('strangers', 15);
    const set = new RunSet(panel);
    for (const run of runs.slice(0, 12)) set.add(run);
    for (const run of runs.slice(12)) expectRow(set.row(run), panel, run, runs.slice(0, 12));
  });
});

describe('the runs that become the reference', () => {
  const judging = { ...settings, trustBaseline: true };
  const runs = makeRuns(0, bagLimit, { goldens: 3, repetitions: 1 }, loadedAnswers(seededRandom('halves')));
  const referenceOf = (salt: string, order: readonly number[]) => {
    const { phase } = learn(
      order.map((i) => runs[i] as (typeof runs)[number]),
      newDetector(),
      { ...judging, salt },
    );
    if (phase.kind !== 'reference') throw new Error('expected a reference');
    expect(phase.scores).toHaveLength(bagLimit - referenceRuns);
    return phase.reference.set.sums.sketches;
  };
  const inTime = runs.map((_, i) => i);

  it('do not depend on when they came: earlier ranks must say nothing about them', () => {
    expect(referenceOf('a', inTime.toReversed())).toEqual(referenceOf('a', inTime));
  });

  it('are others for another salt', () => {
    expect(referenceOf('b', inTime)).not.toEqual(referenceOf('a', inTime));
  });
});
