import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { StoreError } from '../../lib/domain/errors.ts';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { observe } from '../../lib/drift/detector.ts';
import { decodeDetector, encodeDetector, OtherDetectorError } from '../../lib/drift/detector-codec.ts';
import { type DetectorState, detectorVersion, newDetector } from '../../lib/drift/detector-state.ts';
import { pack, unpack } from '../../lib/drift/pack.ts';
import { learn, makeRuns, settings, watch } from './detector-runs.ts';
import { draw, freeText } from './simulated.ts';

/** Runs with everything that a state can hold: texts, empties, log-probabilities, properties, identity. */
function richRuns(from: number, until: number, random: Random): ObservedRun[] {
  return makeRuns(from, until, { goldens: 5, repetitions: 2 }, (golden, _run, repetition) =>
    draw(golden === 3 && random() < 0.3 ? '' : freeText(6, random, 9), {
      ...(repetition === 0 ? { logprobs: [-random(), -random()], firstTokenTop: [['a', -random()]] } : {}),
      properties: { json: 0, refusal: Math.round(random()), 'expectation:polite': 0 },
    }),
  ).map((run, i) => ({
    ...run,
    goldens: new Map([...run.goldens].filter((_, golden) => golden !== i % 17)), // a golden misses now and then
    identity: [{ kind: 'fingerprint', value: `fp-${i % 5}`, requests: 4 }],
  }));
}

const steps: readonly [name: string, runs: number][] = [
  ['new', 0],
  ['learning', 7],
  ['armed', 40],
  ['full window', 90],
  ['full pool', 230],
];

const learning = { ...settings, learnOnly: true };

describe('a stored detector', () => {
  const states = new Map<string, DetectorState>();
  const next = richRuns(5000, 5006, seededRandom('next'));
  beforeAll(() => {
    let state = newDetector();
    const runs = richRuns(0, 230, seededRandom('rich'));
    for (const [name, until] of steps) {
      state = learn(runs.slice(state.counted, until), state, learning);
      states.set(name, state);
    }
    states.set('drift', driftState());
  });
  const each = [...steps.map(([name]) => name), 'drift'];
  const stateOf = (name: string) => states.get(name) as DetectorState;
  const bytesOf = (state: DetectorState) => encodeDetector({ epoch: 3, state });

  it.each(each)('comes back bit for bit (%s)', (name) => {
    const bytes = bytesOf(stateOf(name));
    const restored = decodeDetector(bytes);
    expect(restored.epoch).toBe(3);
    expect(bytesOf(restored.state)).toEqual(bytes);
    expect(restored.state.recent).toEqual(stateOf(name).recent);
    expect(restored.state.drift).toEqual(stateOf(name).drift);
  });

  it.each(each)('goes on as if it had never been stored (%s)', (name) => {
    let [kept, restored] = [stateOf(name), decodeDetector(bytesOf(stateOf(name))).state];
    for (const run of next) {
      const [before, after] = [observe(kept, run, settings), observe(restored, run, settings)];
      const { state: _kept, ...shown } = before;
      const { state: _restored, ...shownAfter } = after;
      expect(shownAfter).toEqual(shown);
      kept = before.state;
      restored = decodeDetector(bytesOf(after.state)).state; // stored after every run, as it is in production
      expect(bytesOf(restored)).toEqual(bytesOf(kept));
    }
  });

  it('is the same bytes for the same state, made from scratch', () => {
    const again = learn(richRuns(0, 90, seededRandom('rich')), newDetector(), learning);
    expect(bytesOf(again)).toEqual(bytesOf(stateOf('full window')));
  });

  it('is turned away when another version wrote it', () => {
    const text = zstdDecompressSync(bytesOf(stateOf('armed'))).toString('latin1');
    const newer = zstdCompressSync(Buffer.from(text.replace(detectorVersion, 'detector/4'), 'latin1'));
    expect(() => decodeDetector(newer)).toThrow(StoreError);
    expect(() => decodeDetector(newer)).toThrow(`stored detector state is detector/4, expected ${detectorVersion}`);
  });

  it('is turned away as another version where it was written as JSON', () => {
    const former = zstdCompressSync(JSON.stringify({ version: detectorVersion, epoch: 5, cohorts: [] }));
    expect(() => decodeDetector(former)).toThrow(OtherDetectorError);
  });

  it('is turned away as another version where its runs were written one by one', () => {
    const { version, epoch, cohorts, ...rest } = unpack(zstdDecompressSync(bytesOf(stateOf('armed')))) as {
      version: string;
      epoch: number;
      cohorts: readonly { layout: object; kind: string }[];
    };
    const former = cohorts.map(({ layout, kind }) => ({
      kind,
      layout,
      pool: [],
      newest: [],
      products: new Int16Array(),
    }));
    const bytes = zstdCompressSync(pack({ version, epoch, ...rest, cohorts: former }));
    expect(() => decodeDetector(bytes)).toThrow(OtherDetectorError);
  });

  it('is read whatever its length is', () => {
    const { state } = decodeDetector(bytesOf(stateOf('learning')));
    for (let length = 0; length < 256; length++) {
      const longer = { ...state, applied: ['r'.repeat(length)] };
      expect(decodeDetector(encodeDetector({ epoch: 1, state: longer })).state.applied).toEqual(longer.applied);
    }
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['noise', Uint8Array.from({ length: 100 }, (_, i) => (i * 37) & 255)],
    ['half of it', () => bytesOf(stateOf('armed')).slice(0, 400)],
    ['other JSON', zstdCompressSync('[1, 2]')],
    ['no JSON', zstdCompressSync('{"version":')],
  ])('is turned away when it cannot be read: %s', (_, bytes) => {
    expect(() => decodeDetector(typeof bytes === 'function' ? bytes() : bytes)).toThrow(StoreError);
  });
});

/** A state in which drift goes on. */
function driftState(): DetectorState {
  const random = seededRandom('drift');
  const runs = [
    ...richRuns(0, 40, random),
    ...makeRuns(40, 52, { goldens: 5, repetitions: 2 }, () => 'I cannot help with that.'),
  ];
  const { state } = watch(runs);
  if (state.drift === undefined) throw new Error('expected drift to be detected');
  return state;
}

describe('pack', () => {
  it('keeps what JSON cannot hold', () => {
    const value = {
      numbers: [0, -1.5, 1e-300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      bytes: Int8Array.of(-128, 127),
      floats: Float64Array.of(Number.NaN, -0, Number.MIN_VALUE),
      words: Uint16Array.of(65535),
      map: new Map<string, unknown>([['a', new Map([['b', Float32Array.of(0.1)]])]]),
      nothing: null,
      gaps: [1, undefined, 3],
      text: 'ü 日本 \ud83d',
    };
    expect(unpack(pack(value))).toStrictEqual(value);
  });

  it('packs a part of a larger buffer as that part', () => {
    const whole = Float64Array.of(1, 2, 3, 4);
    expect(unpack(pack(whole.subarray(1, 3)))).toEqual(Float64Array.of(2, 3));
  });
});
