import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Random, seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';
import type { Recording } from '../../lib/domain/run/recording.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { windowSizes } from '../../lib/drift/window-groups.ts';
import { backtest } from '../../lib/recordings/backtest.ts';
import { readRecording } from '../../lib/recordings/files/read-recording.ts';
import { normalScores } from '../../lib/stats/normal-scores.ts';
import { windowTest } from '../../lib/stats/window-test.ts';
import { systemClock } from '../../lib/system/clock.ts';
import { LearnedDirection } from './learned-direction.ts';

const thresholds = [365, 8760];
const size = { goldens: 20, repetitions: 2 };
const folds = 7;
/** Runs that the learned direction is given; each recorded answer comes up to twice in as many. */
const mostRuns = 64;

/**
 * Changes seen in small runs (20 goldens x 2 draws): runs until the detector alarms, beside those of a test that was told what to
 * look for. It sums, over the answers of a run, a score that was learned on *other* recorded runs of the same change (logistic
 * regression on units, pairs, contexts, rarity and lengths), one-sided, with the same random orders: what cannot be found with
 * it can hardly be found in these data without knowing the change. `npm run bench -- small-runs FOLDER [--baseline 50]
 * [--panels 5] [--only temp_0.9,…] [--golden 1] [--learned-only]`. FOLDER is a `temperature-…` folder with a `null`; draws are
 * dealt anew into runs, and each panel has other goldens. `--golden 1`: only one golden of the panel changed.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      baseline: { type: 'string', default: '50' },
      panels: { type: 'string', default: '5' },
      only: { type: 'string' },
      golden: { type: 'string' },
      'learned-only': { type: 'boolean', default: false },
    },
  });
  const folder = resolve(positionals[0] ?? '.');
  const baseline = Number(values.baseline);
  const changed = values.golden === undefined ? size.goldens : Number(values.golden);
  const names = readdirSync(folder)
    .map((file) => file.replace(/\.jsonl(\.gz)?$/, ''))
    .filter((name) => name !== 'null' && (values.only?.split(',').includes(name) ?? true));
  const file = (name: string) => join(folder, `${name}.jsonl.gz`);
  const before = await readRecording(file('null'));
  const panels = panelsOf(before, Number(values.panels));
  console.log(
    `${changed} of ${size.goldens} goldens x ${size.repetitions} changed, ${baseline} baseline runs, ${panels.length} panels; – is not in the runs that there are`,
  );
  console.log(
    `  ${'change'.padEnd(20)}  sd a run   learned: ${thresholds.join(' / ')} of ${mostRuns} runs   detector: ${thresholds.join(' / ')}`,
  );
  for (const name of names) {
    const after = await readRecording(file(name));
    const learned = learnedDelays(before, after, panels, baseline, changed);
    const found = values['learned-only'] ? [] : await detectorDelays(before, after, panels, baseline, changed);
    console.log(
      `  ${name.padEnd(20)} ${learned.step.toFixed(2).padStart(6)}     ${delays(learned.found)}     ${delays(found)}`,
    );
  }
}

/** Disjoint sets of goldens, drawn by a seed. */
function panelsOf({ runs }: Recording, count: number): string[][] {
  const goldens = [...new Set(runs.flatMap(({ samples }) => samples.map(({ golden }) => golden)))];
  shuffleInPlace(goldens, seededRandom('panels'));
  return Array.from({ length: count }, (_, i) => goldens.slice(i * size.goldens, (i + 1) * size.goldens));
}

/** Draws of a golden in a random order. */
function dealt({ runs }: Recording, golden: string, random: Random): Sample[] {
  return shuffleInPlace(
    runs.flatMap(({ samples }) => samples.filter((sample) => sample.golden === golden)),
    random,
  );
}

interface Delays {
  readonly [threshold: number]: readonly number[];
}

function learnedDelays(before: Recording, after: Recording, panels: string[][], baseline: number, changed: number) {
  const scores = heldOutScores(before, after);
  const found: Record<number, number[]> = Object.fromEntries(thresholds.map((threshold) => [threshold, []]));
  let step = 0;
  panels.forEach((panel, p) => {
    const random = seededRandom(`learned ${p}`);
    const runs = (recording: Recording, goldens: readonly string[], times: number) => {
      const sums: number[] = [];
      for (const golden of goldens)
        for (let time = 0, at = 0; time < times; time++)
          dealt(recording, golden, random).forEach((sample) => {
            const run = Math.floor(at++ / size.repetitions);
            sums[run] = (sums[run] ?? 0) + (scores.get(sample) as number);
          });
      return sums;
    };
    // Where only some goldens changed, whoever knows which looks at no others.
    const goldens = panel.slice(0, changed);
    const usual = runs(before, goldens, 1);
    const moved = runs(after, goldens, 2).slice(0, mostRuns);
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = Math.sqrt(mean(usual.map((x) => (x - mean(usual)) ** 2)));
    step += (mean(moved) - mean(usual)) / deviation / panels.length;
    for (const threshold of thresholds) {
      const bag = usual.slice(0, baseline);
      const delay = moved.findIndex((score) => bag.push(score) > 0 && standsOut(bag, 1 / threshold, random));
      found[threshold]?.push(delay < 0 ? Number.POSITIVE_INFINITY : delay + 1);
    }
  });
  return { step, found };
}

function standsOut(scores: readonly number[], level: number, random: Random): boolean {
  const n = scores.length;
  const windows = windowSizes(n);
  const group = {
    kind: 'scores',
    name: 'learned',
    prior: 1,
    scores: normalScores(scores),
    twoSided: false,
    windows,
  } as const;
  const newest = Int32Array.from({ length: Math.min(n, 64) }, (_, k) => n - 1 - k);
  return windowTest({ groups: [group], newest }, { level, giveUpAt: 3, random }).isAlarm;
}

/** Every answer scored by a direction that was learned without its run. */
function heldOutScores(before: Recording, after: Recording): Map<Sample, number> {
  const scores = new Map<Sample, number>();
  for (let fold = 0; fold < folds; fold++) {
    const part = ({ runs }: Recording, isHeldOut: boolean) =>
      runs.filter((_, i) => (i % folds === fold) === isHeldOut).flatMap(({ samples }) => samples);
    const direction = new LearnedDirection(part(before, false), part(after, false));
    for (const sample of [...part(before, true), ...part(after, true)]) scores.set(sample, direction.score(sample));
  }
  return scores;
}

async function detectorDelays(
  before: Recording,
  after: Recording,
  panels: string[][],
  baselineRuns: number,
  changed: number,
) {
  const found: Record<number, number[]> = {};
  for (const threshold of thresholds) {
    found[threshold] = [];
    for (const [p, panel] of panels.entries()) {
      const random = seededRandom(`detector ${p}`);
      const others = panel.slice(changed);
      const null_ = smallRuns(before, panel, 'null', random);
      const moved = smallRuns(after, panel.slice(0, changed), 'changed', random);
      // What did not change in the runs with the change comes from the end of the null.
      const usual = smallRuns(before, others, 'changed', random).runs.slice(-moved.runs.length);
      const mixed = moved.runs.map(({ samples, ...of }, i) => ({
        ...of,
        samples: [...samples, ...(others.length === 0 ? [] : (usual[i]?.samples ?? []))],
      }));
      const read = async (path: string) =>
        path === 'null' ? { ...null_, runs: null_.runs.slice(0, baselineRuns) } : { source: 'changed', runs: mixed };
      const { results } = await backtest(
        {
          baseline: 'null',
          following: ['changed'],
          baselineRuns,
          threshold,
          seed: p,
          effectFloor: 0,
          channels: ['text'],
        },
        { readRecording: read, clock: systemClock },
      );
      found[threshold]?.push(results[0]?.firstAlarm[0] ?? Number.POSITIVE_INFINITY);
    }
  }
  return found;
}

function smallRuns(recording: Recording, goldens: readonly string[], name: string, random: Random): Recording {
  const runs: { run: string; at: string; samples: Sample[] }[] = [];
  for (const golden of goldens)
    dealt(recording, golden, random).forEach((sample, at) => {
      const [run, repetition] = [Math.floor(at / size.repetitions), at % size.repetitions];
      runs[run] ??= {
        run: `${name}-${run}`,
        at: new Date(Date.UTC(2026, 0, 1) + run * 3_600_000).toISOString(),
        samples: [],
      };
      runs[run].samples.push({ ...sample, run: `${name}-${run}`, at: runs[run].at, repetition });
    });
  return { source: name, runs: runs.filter(({ samples }) => samples.length === goldens.length * size.repetitions) };
}

function delays(found: Delays | readonly never[]): string {
  return thresholds
    .flatMap((threshold) => {
      const sorted = [...((found as Delays)[threshold] ?? [])].sort((a, b) => a - b);
      if (sorted.length === 0) return [];
      const text = (value: number | undefined) =>
        value === undefined || !Number.isFinite(value) ? '–' : String(value);
      return [`${text(sorted[(sorted.length - 1) >> 1]).padStart(3)} (${sorted.map(text).join(' ')})`];
    })
    .join(' / ');
}
