import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FoundAfter, PlannedGolden } from '../../lib/domain/project/plan-report.ts';
import { seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';
import { observeRun } from '../../lib/features/observe-run.ts';
import { type Design, designsOf } from '../../lib/power/choices.ts';
import { goldenDetection } from '../../lib/power/golden-detection.ts';
import { halving } from '../../lib/power/halve-answer.ts';
import { type DrawnRun, type Material, narrow, withoutLogprobs } from '../../lib/power/material.ts';
import { ProfiledRuns } from '../../lib/power/profiled-runs.ts';
import { alarmAt, learnBaseline, traceOf } from '../../lib/power/runs-to-alarm.ts';
import { partingsOf, simulate } from '../../lib/power/simulate.ts';
import { readRecording } from '../../lib/recordings/files/read-recording.ts';
import { timesForHalf } from '../../lib/report/words/plan-words.ts';

const threshold = 8760;
const repetitions = 2;

/** Recorded changes that are measured where they are there: two gross ones, and subtle ones. */
const changes = ['truncated', 'weights_int3', 'weights_int4', 'watermark_1', 'finetune_reply', 'rollout_int4_50'];

/**
 * The plan beside what came: `npm run bench -- plan-delays [FOLDER] [--goldens 30] [--orders 5]` plans from the quiet runs of a folder of
 * recordings (`null`), and measures how late the detector finds each recorded change, which the plan has not seen. Prints, for
 * each choice of goldens and repetitions, the plan's runs to alarm and the measured ones.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      goldens: { type: 'string', default: '30' },
      orders: { type: 'string', default: '5' },
      references: { type: 'string', default: '80' },
    },
  });
  const [folder = join(import.meta.dirname, '../fixtures/lab-a/temperature-0.8')] = positionals;
  const quiet = await runsOf(join(folder, 'null.jsonl.gz'));
  const all = [...new Set(quiet.flatMap(({ goldens }) => [...goldens.keys()]))];
  // Every so many-eth, since neighbours ask for the same kind of thing.
  const step = Math.max(1, Math.floor(all.length / Number(values.goldens)));
  const panel = all.filter((_, i) => i % step === 0).slice(0, Number(values.goldens));
  const material: Material = {
    origin: 'stored',
    runs: quiet,
    halved: halving(panel.map((id) => ({ id, expectations: [] }))),
  };
  const study = { orders: Number(values.orders), references: Number(values.references), profiled: new ProfiledRuns() };
  const mine = narrow(material, { goldens: new Set(panel), repetitions });
  const partings = partingsOf(mine.runs);
  const detection = goldenDetection(mine, { partings, times: 3, repetitions, seed: 'bench' }, study.profiled);
  const tokens = tokensOf(mine.runs);
  const planned = panel.map(
    (golden): PlannedGolden => ({
      golden,
      draws: 1,
      inputTokens: 0,
      outputTokens: tokens.get(golden) ?? 1,
      from: 'stored',
      ...(detection.has(golden) ? { detection: detection.get(golden) as never } : {}),
    }),
  );
  console.log(
    `${panel.length} goldens, ${planned.filter((one) => one.detection?.carries).length} carry detection; A = ${threshold}, ${study.references} runs learned`,
  );
  const files = readdirSync(folder).map((file) => basename(file, '.jsonl.gz'));
  const known = changes.filter((name) => files.includes(name));
  const changed = new Map<string, readonly DrawnRun[]>();
  for (const name of known) changed.set(name, await runsOf(join(folder, `${name}.jsonl.gz`)));
  console.log(['choice'.padEnd(14), 'plan gross', 'plan subtle', ...known].join(' | '));
  const compared: Compared[] = [];
  for (const design of designsOf({ repetitions }, planned)) {
    const how = {
      partings,
      references: study.references,
      thresholds: [threshold],
      simulations: study.orders,
      seed: 'bench',
    };
    const part = narrow(material, { goldens: new Set(design.goldens), repetitions: design.repetitions });
    const began = process.cpuUsage();
    const changes = [{ kind: 'halved' }, { kind: 'odds', times: 3 }] as const;
    const found = simulate(part, { ...how, changes }, study.profiled);
    const [gross, subtle] = found.at(threshold) as [FoundAfter, FoundAfter];
    const used = process.cpuUsage(began);
    const measured = known.map((name) => measure(part, changed.get(name) ?? [], design, study));
    compared.push(...measured.map((runs, i) => ({ name: known[i] as string, runs, gross, subtle })));
    console.log(
      [
        `${design.goldens.length} x ${design.repetitions}`.padEnd(14),
        shown(gross),
        shown(subtle),
        ...measured.map(({ median, of }) => (Number.isFinite(median) ? `${median}` : `> ${of}`)),
        `${((used.user + used.system) / 1e6).toFixed(1)} s`,
      ].join(' | '),
    );
  }
  console.log(howWrong(compared).join('\n'));
}

/** Runs that the detector needed, of so many there are. */
interface Measured {
  readonly median: number;
  readonly of: number;
}

interface Compared {
  readonly name: string;
  readonly runs: Measured;
  readonly gross: FoundAfter;
  readonly subtle: FoundAfter;
}

/** Changes that are gross: what the plan says of gross ones is held against them, and what it says of subtle ones against the others. */
const grossChanges = new Set(['truncated', 'weights_int3']);

/** What was said beside what was measured: in how many choices it came sooner, in the interval that was said, or later. */
function howWrong(compared: readonly Compared[]): string[] {
  return [...Map.groupBy(compared, ({ name }) => name)].map(([name, all]) => {
    const counts = { sooner: 0, 'as said': 0, later: 0 };
    for (const { runs, gross, subtle } of all) {
      const said = grossChanges.has(name) ? gross : subtle;
      const from = said.fewest ?? said.within;
      // A change half as large takes four times as many runs: that is the far end of what is said of subtle ones.
      const to = grossChanges.has(name) ? (said.most ?? said.within) : timesForHalf * (said.runs ?? said.within);
      if (runs.median < from) counts.sooner++;
      else if (runs.median <= to || (!Number.isFinite(runs.median) && to > runs.of)) counts['as said']++;
      else counts.later++;
    }
    const words = Object.entries(counts).map(([word, count]) => `${word} ${count}`);
    return `${name} against ${grossChanges.has(name) ? 'gross' : 'subtle to slight'}: ${words.join(', ')} of ${all.length}`;
  });
}

function measure(
  { runs }: Material,
  after: readonly DrawnRun[],
  design: Design,
  study: { orders: number; references: number; profiled: ProfiledRuns },
): Measured {
  const changed = narrow(
    { origin: 'stored', runs: after, halved: (_, draw) => draw },
    { goldens: new Set(design.goldens), repetitions: design.repetitions },
  ).runs;
  const found = Array.from({ length: study.orders }, (_, i) => {
    const random = seededRandom(`measured ${i}`);
    const baseline = shuffleInPlace([...runs], random).slice(0, study.references);
    const read = shuffleInPlace([...changed], random).map((run) =>
      study.profiled.prepare({ ...run, run: `changed ${run.run}` }),
    );
    const looking = { thresholds: [threshold], salt: `bench ${i}` };
    const learned = learnBaseline(
      baseline.map((run) => study.profiled.prepare(run)),
      looking,
    );
    return alarmAt(traceOf(learned, read, looking), threshold) ?? Number.POSITIVE_INFINITY;
  }).sort((a, b) => a - b);
  const median = found[Math.floor((found.length - 1) / 2)] as number;
  return { median, of: changed.length };
}

function shown({ runs, fewest, most, within }: FoundAfter): string {
  return `${runs ?? `> ${within}`} [${fewest ?? '-'}, ${most ?? '-'}]`;
}

async function runsOf(file: string): Promise<DrawnRun[]> {
  const { runs } = await readRecording(file);
  return runs.map(({ run, at, samples }) => {
    const wanted = samples.filter(({ repetition }) => repetition < repetitions);
    return { run, goldens: new Map([...observeRun({ run, at, samples: wanted }).goldens].map(withoutLogprobs)) };
  });
}

/** Mean tokens of an answer by golden. */
function tokensOf(runs: readonly DrawnRun[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { goldens } of runs)
    for (const [key, draws] of goldens)
      for (const { outputTokens = 20 } of draws) sums.set(key, (sums.get(key) ?? 0) + outputTokens);
  return sums;
}
