import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';
import type { RunRate } from '../domain/verdict/evidence.ts';
import { type LogprobValues, logprobValues } from './logprob-contexts.ts';
import { runRates } from './run-rates.ts';
import { type GoldenSketch, sketchDraws, unitPairs } from './sketch.ts';
import { hashText, mixHashes, outputText, textUnits } from './text-units.ts';
import { type UnitRows, unitRows } from './unit-rows.ts';

/** What the detector keeps of the answers of one run to one golden: numbers of bounded size, no text. */
export interface GoldenProfile extends GoldenSketch {
  readonly draws: number;
  /** Mean of ln(1 + characters). */
  readonly length: number;
  /** Mean of each property over the draws, 0 to 1, by name. */
  readonly properties: ReadonlyMap<string, number>;
  /** Hashes of the pairs of neighbouring units, and of the units of this very golden, that occurred; sorted, distinct. */
  readonly pairs: Uint16Array;
  readonly ownUnits: Uint16Array;
  readonly rows: UnitRows;
  readonly logprobs: LogprobValues;
  /** Hash of the answer, where all draws gave the same one. */
  readonly onlyOutput?: number;
}

/** One run as the detector keeps it. */
export interface RunProfile {
  readonly run: string;
  readonly at: string;
  readonly goldens: ReadonlyMap<string, GoldenProfile>;
  /** Circumstances that it is ranked within; see `ObservedRun`. */
  readonly category?: string;
}

/** A run, reduced to what the detector needs of it. */
export interface PreparedRun {
  readonly profile: RunProfile;
  readonly identity: ObservedRun['identity'];
  readonly planned: number;
  readonly completed: number;
  /** Draws that were asked for, by golden; those that arrived, where it is not known. */
  readonly asked: ReadonlyMap<string, number>;
  readonly rates: readonly RunRate[];
  /** How many goldens it asked for, where only a sample of them is watched: rates and counts are of all. */
  readonly sampleOf?: number;
}

/** Draws of each golden in a run. */
export type Design = ReadonlyMap<string, number>;

/**
 * Reduces a run to what the detector needs of it; the text is not kept.
 *
 * @param design draws to use of each golden, the first so many; all of those that it does not name.
 */
export function prepareRun(run: ObservedRun, design?: Design): PreparedRun {
  const completed = run.completed ?? [...run.goldens.values()].reduce((sum, draws) => sum + draws.length, 0);
  const asked = run.asked ?? new Map([...run.goldens].map(([golden, draws]) => [golden, draws.length]));
  const { identity, planned } = run;
  return { profile: profileRun(run, design), identity, planned, completed, asked, rates: runRates(run) };
}

/** Reduces a run to what later runs are compared with. Time O(characters); 50,000 draws of 200 tokens a minute or more. */
export function profileRun({ run, at, goldens, category }: ObservedRun, design?: Design): RunProfile {
  const profiles = new Map(
    [...goldens]
      .filter(([, draws]) => draws.length > 0)
      .map(([key, draws]) => [key, profileGolden(key, draws.slice(0, design?.get(key)))]),
  );
  return { run, at, goldens: profiles, ...(category === undefined ? {} : { category }) };
}

function profileGolden(key: string, draws: readonly Draw[]): GoldenProfile {
  const texts = draws.map(outputText);
  const units = texts.map(textUnits);
  const salt = hashText(key);
  return {
    ...sketchDraws(units),
    draws: draws.length,
    length: Math.fround(mean(texts.map((text) => Math.log1p(text.length)))),
    properties: meanProperties(draws),
    pairs: distinct16(units.map(unitPairs), 0),
    ownUnits: distinct16(units, salt),
    rows: unitRows(units),
    logprobs: logprobValues(draws),
    ...(texts.every((text) => text === texts[0]) ? { onlyOutput: hashText(texts[0] as string) } : {}),
  };
}

function meanProperties(draws: readonly Draw[]): ReadonlyMap<string, number> {
  const names = Object.keys(draws[0]?.properties ?? {}).sort();
  return new Map(names.map((name) => [name, Math.fround(mean(draws.map((draw) => draw.properties[name] ?? 0)))]));
}

/** Which 16-bit hashes the present call has seen: those with its stamp. Scratch space: results never show it. */
const stamps = new Uint32Array(0x10000);
let stamp = 0;

function distinct16(hashes: readonly Uint32Array[], salt: number): Uint16Array {
  stamp++;
  const found = new Uint16Array(hashes.reduce((sum, { length }) => sum + length, 0));
  let count = 0;
  for (const row of hashes)
    for (const hash of row) {
      const short = (salt === 0 ? hash : mixHashes(hash, salt)) & 0xffff;
      if (stamps[short] === stamp) continue;
      stamps[short] = stamp;
      found[count++] = short;
    }
  return found.slice(0, count).sort();
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
