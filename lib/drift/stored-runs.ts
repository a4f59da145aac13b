import type { StoredRun } from './calibration-run.ts';
import type { LayoutParts } from './layout.ts';
import type { ContextValues } from './logprob-contexts.ts';
import type { GoldenProfile } from './run-profile.ts';
import { sketchSize } from './sketch.ts';
import { type CodedRows, codeRows, decodeRows } from './unit-dictionary.ts';

/**
 * The runs of a calibration set as they are stored: one column for each number, over all profiles that are there, run by run
 * and then golden by golden. A hundred times fewer objects than runs have, and equal things stand together.
 */
export interface StoredRuns {
  readonly runs: readonly Pick<StoredRun, 'run' | 'at' | 'number' | 'category'>[];
  /** 1 for a profile that is there, runs x goldens. */
  readonly present: Uint8Array;
  readonly sketches: Int8Array;
  readonly numbers: Readonly<Record<(typeof numbersOfProfile)[number], Float32Array>>;
  /** NaN where draws differed. */
  readonly onlyOutputs: Float64Array;
  /** Lists of names that profiles have properties by, which of them each has, and their values. */
  readonly names: readonly (readonly string[])[];
  readonly namesOf: Uint16Array;
  readonly properties: Float32Array;
  readonly chosen: StoredContexts;
  readonly alternatives: StoredContexts;
  /** How many units each profile keeps; the units of each golden. */
  readonly rowLengths: Uint16Array;
  readonly rows: readonly CodedRows[];
  readonly features: {
    readonly draws: Int32Array;
    readonly pairs: StoredLists;
    readonly units: StoredLists;
  };
}

interface StoredContexts {
  readonly counts: Uint8Array;
  readonly contexts: Uint32Array;
  readonly values: Float32Array;
}

interface StoredLists {
  readonly lengths: Int32Array;
  readonly bytes: Uint8Array;
}

/** All of them were rounded to 32 bits when they were made. */
const numbersOfProfile = ['self', 'length', 'mean', 'tail'] as const;
const numberOf: Readonly<Record<(typeof numbersOfProfile)[number], (profile: GoldenProfile) => number>> = {
  self: ({ self }) => self,
  length: ({ length }) => length,
  mean: ({ logprobs }) => logprobs.mean,
  tail: ({ logprobs }) => logprobs.tail,
};

/** Time O(what the runs hold). */
export function storeRuns(runs: readonly StoredRun[], goldens: number): StoredRuns {
  const profiles = runs.flatMap((run) => run.profiles.filter((profile) => profile !== undefined));
  const present = Uint8Array.from(
    runs.flatMap((run) => run.profiles),
    (profile) => (profile === undefined ? 0 : 1),
  );
  const names = new Map<string, number>();
  const sketches = new Int8Array(profiles.length * sketchSize);
  profiles.forEach(({ mean }, i) => {
    sketches.set(mean, i * sketchSize);
  });
  const namesOf = Uint16Array.from(profiles, ({ properties }) => {
    const key = JSON.stringify([...properties.keys()]);
    const known = names.get(key) ?? names.size;
    names.set(key, known);
    return known;
  });
  return {
    runs: runs.map(({ run, at, number, category }) => ({
      run,
      at,
      number,
      ...(category === undefined ? {} : { category }),
    })),
    present,
    sketches,
    numbers: {
      self: Float32Array.from(profiles, numberOf.self),
      length: Float32Array.from(profiles, numberOf.length),
      mean: Float32Array.from(profiles, numberOf.mean),
      tail: Float32Array.from(profiles, numberOf.tail),
    },
    onlyOutputs: Float64Array.from(profiles, ({ onlyOutput }) => onlyOutput ?? Number.NaN),
    names: [...names.keys()].map((key) => JSON.parse(key) as string[]),
    namesOf,
    properties: Float32Array.from(profiles.flatMap(({ properties }) => [...properties.values()])),
    chosen: storeContexts(profiles.map(({ logprobs }) => logprobs.chosen)),
    alternatives: storeContexts(profiles.map(({ logprobs }) => logprobs.alternatives)),
    rowLengths: Uint16Array.from(profiles, ({ rows }) => rows.length),
    rows: Array.from({ length: goldens }, (_, golden) =>
      codeRows(runs.flatMap((run) => run.profiles[golden]?.rows ?? [])),
    ),
    features: {
      draws: Int32Array.from(runs, ({ features }) => features.draws),
      pairs: storeLists(runs.map(({ features }) => features.pairs)),
      units: storeLists(runs.map(({ features }) => features.units)),
    },
  };
}

/** The golden of each profile that is there. */
function placesOf(present: Uint8Array, goldens: number): number[] {
  const places: number[] = [];
  for (let at = 0; at < present.length; at++) if (present[at] === 1) places.push(at % goldens);
  return places;
}

function storeContexts(all: readonly ContextValues[]): StoredContexts {
  const size = all.reduce((sum, { contexts }) => sum + contexts.length, 0);
  const [contexts, values] = [new Uint32Array(size), new Float32Array(size)];
  let at = 0;
  for (const one of all) {
    contexts.set(one.contexts, at);
    values.set(one.values, at);
    at += one.contexts.length;
  }
  return { counts: Uint8Array.from(all, (one) => one.contexts.length), contexts, values };
}

function storeLists(lists: readonly Uint8Array[]): StoredLists {
  const lengths = Int32Array.from(lists, ({ length }) => length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    bytes.set(list, at);
    at += list.length;
  }
  return { lengths, bytes };
}

const nothing = new Uint16Array();
const noContexts: ContextValues = { contexts: new Uint32Array(), values: new Float32Array() };

/**
 * The runs that were stored; their arrays are parts of the stored ones. Equal properties, and arrays that are empty, are
 * shared: of many goldens over many runs they would take more memory than all the numbers.
 */
export function restoreRuns(stored: StoredRuns, { goldens, draws }: LayoutParts): StoredRun[] {
  const { present, sketches, numbers, onlyOutputs, rowLengths } = stored;
  const chosen = contextsReader(stored.chosen);
  const alternatives = contextsReader(stored.alternatives);
  const rows = rowsReaders(stored, goldens.length);
  const pairs = listReader(stored.features.pairs);
  const units = listReader(stored.features.units);
  const nextProperties = propertiesReader(stored);
  let profile = 0;
  const restored = (golden: number): GoldenProfile => {
    const i = profile++;
    const number = (name: keyof typeof numbers) => numbers[name][i] as number;
    const onlyOutput = onlyOutputs[i] as number;
    return {
      mean: sketches.subarray(i * sketchSize, (i + 1) * sketchSize),
      self: number('self'),
      draws: draws[golden] as number,
      length: number('length'),
      properties: nextProperties(i),
      pairs: nothing,
      ownUnits: nothing,
      rows: (rows[golden] as (length: number) => Uint16Array)(rowLengths[i] as number),
      logprobs: { chosen: chosen(), alternatives: alternatives(), mean: number('mean'), tail: number('tail') },
      ...(Number.isNaN(onlyOutput) ? {} : { onlyOutput }),
    };
  };
  return stored.runs.map((run, i) => ({
    ...run,
    profiles: goldens.map((_, golden) => (present[i * goldens.length + golden] === 1 ? restored(golden) : undefined)),
    features: { pairs: pairs(), units: units(), draws: stored.features.draws[i] as number },
  }));
}

function propertiesReader({
  names,
  namesOf,
  properties,
}: StoredRuns): (profile: number) => ReadonlyMap<string, number> {
  const known = new Map<string, ReadonlyMap<string, number>>();
  let at = 0;
  return (profile) => {
    const list = namesOf[profile] as number;
    const of = names[list] as readonly string[];
    const values = properties.subarray(at, at + of.length);
    at += of.length;
    const key = `${list} ${values.join(' ')}`;
    const found = known.get(key) ?? new Map(of.map((name, i) => [name, values[i] as number]));
    known.set(key, found);
    return found;
  };
}

function contextsReader({ counts, contexts, values }: StoredContexts): () => ContextValues {
  let [next, at] = [0, 0];
  return () => {
    const from = at;
    at += counts[next++] as number;
    if (at === from) return noContexts;
    return { contexts: contexts.subarray(from, at), values: values.subarray(from, at) };
  };
}

function listReader({ lengths, bytes }: StoredLists): () => Uint8Array {
  let [next, at] = [0, 0];
  return () => {
    const from = at;
    at += lengths[next++] as number;
    return bytes.subarray(from, at);
  };
}

/** For each golden, what gives the next so many of its units. */
function rowsReaders({ present, rowLengths, rows }: StoredRuns, goldens: number): ((length: number) => Uint16Array)[] {
  const sizes = new Float64Array(goldens);
  placesOf(present, goldens).forEach((golden, profile) => {
    sizes[golden] = (sizes[golden] as number) + (rowLengths[profile] as number);
  });
  return rows.map((coded, golden) => {
    const units = decodeRows(coded, sizes[golden] as number);
    let at = 0;
    return (length) => {
      const from = at;
      at += length;
      if (length === 0) return nothing;
      return units.subarray(from, at);
    };
  });
}
