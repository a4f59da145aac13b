import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { StoreError, UnreadableError } from '../../../lib/domain/errors.ts';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import { seededRandom } from '../../../lib/domain/random.ts';
import type { RunRecord } from '../../../lib/domain/run/run.ts';
import type { Explanation } from '../../../lib/domain/verdict/explanation.ts';
import { Judgement } from '../../../lib/domain/verdict/judgement.ts';
import { decodeDetector } from '../../../lib/drift/detector-codec.ts';
import { detectorVersion, rememberedRuns } from '../../../lib/drift/detector-state.ts';
import { acceptBaseline } from '../../../lib/monitor/judge/accept-baseline.ts';
import { type JudgingSettings, judgeRun } from '../../../lib/monitor/judge/judge-run.ts';
import type { Stores } from '../../../lib/ports/stores.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';
import { TestClock } from '../../helpers/test-clock.ts';

const endpoint = 'support';
const settings: JudgingSettings = { threshold: 50, baselineRuns: 8, effectFloor: 0, salt: endpoint };
const goldens = ['bullets', 'refund', 'story'].map((id) =>
  goldenRequest(
    GoldenFile.parse({
      id,
      messages: [{ role: 'user', content: id }],
      expectations: [{ name: 'polite', kind: 'contains', text: 'please' }],
    }),
  ),
);

/** What a golden answers in a run; `undefined` for a call that failed. */
type Answer = (golden: string, run: number, repetition: number) => string | undefined;

const idOf = (run: number) => `${String(run).padStart(4, '0')}-${endpoint}`;

/** Plans a run, stores its samples and seals it. */
async function record(stores: Stores, run: number, answer: Answer, epoch = 1): Promise<RunRecord> {
  const id = idOf(run);
  const at = new Date(Date.UTC(2026, 10, 1, run)).toISOString();
  for (const golden of goldens) await stores.goldens.put(golden);
  const tasks = goldens.flatMap(({ id: golden, version }) =>
    [0, 1].map((repetition) => ({ golden, goldenVersion: version, repetition })),
  );
  await stores.runs.open({ run: id, endpoint, epoch, plannedAt: at, seed: id, tasks });
  for (const { golden, goldenVersion, repetition } of tasks) {
    const text = answer(golden, run, repetition);
    await stores.runs.putSample({
      run: id,
      at,
      golden,
      goldenVersion,
      repetition,
      ...(text === undefined ? { error: 'timeout' } : { text, finishReason: 'stop', model: 'pinned-1' }),
    });
  }
  return stores.runs.close(id, { status: 'finished', finishedAt: at });
}

/** Answers that vary from run to run, and turn into refusals at `changedFrom`. */
function answers(seed: string, changedFrom = Number.POSITIVE_INFINITY): Answer {
  return (golden, run, repetition) => {
    const random = seededRandom(`${seed} ${run} ${golden} ${repetition}`);
    if (run >= changedFrom && random() < 0.9) return 'I cannot help with that.';
    return ['yes, please', 'of course', 'gladly, please', 'certainly'][Math.floor(4 * random() ** 2)];
  };
}

async function recordAll(stores: Stores, runs: number, answer: Answer): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (let run = 0; run < runs; run++) records.push(await record(stores, run, answer));
  return records;
}

async function judgeAll(stores: Stores, records: readonly RunRecord[], judging = settings): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  for (const one of records) judgements.push(await judgeRun(one, judging, { stores }));
  return judgements;
}

const detectorOf = async (stores: Stores) => (await stores.detectors.load(endpoint))?.state;

describe('judging an epoch', () => {
  let stores: Stores;
  let records: RunRecord[];
  let judgements: Judgement[];
  beforeAll(async () => {
    stores = memoryStores();
    records = [];
    judgements = [];
    for (let run = 0; run < 32; run++) {
      records.push(await record(stores, run, answers('epoch', 24)));
      judgements.push(await judgeRun(records[run] as RunRecord, settings, { stores })); // as they come
    }
  });

  it('learns, says that nothing changed, and detects what did', () => {
    const kinds = judgements.map(({ verdict }) => verdict.kind);
    expect(kinds.slice(0, 8)).toEqual(Array(8).fill('inconclusive'));
    expect(kinds.slice(8, 24)).toEqual(Array(16).fill('no-drift-detected'));
    expect(kinds.indexOf('drift-detected')).toBeGreaterThanOrEqual(24);
    expect(kinds.slice(29)).toEqual(Array(3).fill('drift-detected'));
  });

  it('explains a drift, and nothing else', () => {
    for (const { verdict, explanation } of judgements)
      expect(explanation === undefined).toBe(verdict.kind !== 'drift-detected');
    const { explanation } = judgements.at(-1) as Judgement;
    const { since, effect, rates, examples } = explanation as Explanation;
    expect(since.earliest.run <= idOf(24) && idOf(24) <= since.latest.run).toBe(true);
    expect(effect?.estimate).toBeGreaterThan(0.5);
    expect(rates.map(({ name }) => name)).toContain('polite');
    expect(examples[0]?.after).toContain('cannot help');
  });

  it('writes judgements that say what they were made of', () => {
    for (const [i, judgement] of judgements.entries()) {
      expect(Judgement.parse(judgement)).toEqual(judgement);
      expect(judgement.evidence).toMatchObject({ run: idOf(i), planned: 6, completed: 6, failed: 0, counted: true });
      expect(judgement.evidence.baselineRuns).toBe(i < 24 ? i : judgement.evidence.baselineRuns);
    }
  });

  it('reads each golden once for a run that shows a change, however many runs that is set against', async () => {
    const read: string[] = [];
    const archive: Stores['goldens'] = {
      put: (golden) => stores.goldens.put(golden),
      get: (version) => {
        read.push(version);
        return stores.goldens.get(version);
      },
    };
    const next = await record(stores, 32, answers('epoch', 24));
    const judged = await judgeRun(next, settings, {
      stores: { ...stores, goldens: archive, commit: async () => true },
    });
    expect(judged.explanation?.rates.map(({ name }) => name)).toContain('polite');
    expect(read.sort()).toEqual(goldens.map(({ version }) => version).sort());
  });

  it('changes nothing when a run is judged again, now or years later', async () => {
    const before = await stores.detectors.load(endpoint);
    for (const i of [31, 31, 17, 8, 3, 0])
      expect(await judgeRun(records[i] as RunRecord, settings, { stores })).toEqual(judgements[i]);
    expect(await stores.detectors.load(endpoint)).toEqual(before);
    expect(await stores.judgements.list({ endpoint })).toEqual(judgements);
  });

  it('gives the same bits when everything is computed again from stored samples', async () => {
    const again = memoryStores();
    const copied: Stores = { ...again, runs: stores.runs, goldens: stores.goldens };
    expect(JSON.stringify(await judgeAll(copied, records))).toBe(JSON.stringify(judgements));
    expect(await detectorOf(copied)).toEqual(await detectorOf(stores));
  });
});

describe('a run that is judged again', () => {
  it('changes nothing even when more runs came since than a detector remembers', async () => {
    const stores = memoryStores();
    const records = await recordAll(stores, rememberedRuns + 6, answers('long ago'));
    const learning = { ...settings, baselineRuns: rememberedRuns }; // which is quick
    const judgements = await judgeAll(stores, records, learning);
    const before = await detectorOf(stores);
    for (const i of [0, 5, 10])
      expect(await judgeRun(records[i] as RunRecord, learning, { stores })).toEqual(judgements[i]);
    expect(await detectorOf(stores)).toEqual(before);
  });

  it.each([0, 5, 20])('loses nothing in a crash before or after it is stored: at run %i', async (crashed) => {
    const [whole, broken] = [memoryStores(), memoryStores()];
    const records = await recordAll(whole, 24, answers('crash', 12));
    await recordAll(broken, 24, answers('crash', 12));
    const expected = await judgeAll(whole, records);
    for (const [i, one] of records.entries()) {
      const dying = (before: boolean): Stores['commit'] => {
        return async (judged) => {
          if (!before) await broken.commit(judged);
          throw new Error('killed');
        };
      };
      for (const before of i === crashed ? [true, false] : [])
        await expect(judgeRun(one, settings, { stores: { ...broken, commit: dying(before) } })).rejects.toThrow(
          'killed',
        );
      expect(await judgeRun(one, settings, { stores: broken })).toEqual(expected[i]);
    }
    expect(await detectorOf(broken)).toEqual(await detectorOf(whole));
    expect(await broken.incidents.list(endpoint)).toEqual(await whole.incidents.list(endpoint));
    expect(await whole.incidents.list(endpoint)).toHaveLength(1);
  });
});

// Explanations are computed by both judges: seconds on a busy machine.
describe('two judges at the same time', { timeout: 30_000 }, () => {
  it('of one run come to one judgement, and apply it once', async () => {
    const [alone, together] = [memoryStores(), memoryStores()];
    const records = await recordAll(alone, 22, answers('race', 16));
    await recordAll(together, 22, answers('race', 16));
    const expected = await judgeAll(alone, records);
    for (const [i, one] of records.entries()) {
      const both = await Promise.all([1, 2].map(() => judgeRun(one, settings, { stores: together })));
      for (const judgement of both) expect(judgement).toEqual(expected[i]);
      expect(await together.judgements.get(one.run)).toEqual(expected[i]);
    }
    expect(await detectorOf(together)).toEqual(await detectorOf(alone));
    expect(expected.at(-1)?.verdict.kind).toBe('drift-detected');
  });

  it('of two runs apply both, whoever comes first', async () => {
    const stores = memoryStores();
    const records = await recordAll(stores, 20, answers('two runs'));
    for (let i = 0; i < 20; i += 2)
      await Promise.all([i, i + 1].map((j) => judgeRun(records[j] as RunRecord, settings, { stores })));
    const { state } = decodeDetector((await detectorOf(stores)) as Uint8Array);
    expect(state.counted).toBe(20);
    expect([...state.applied].sort()).toEqual(records.map(({ run }) => run));
    for (const { run } of records) {
      const judgement = await stores.judgements.get(run);
      expect(judgement?.evidence.counted).toBe(true);
    }
  });

  it('give up with an error when somebody else always wins', async () => {
    const stores = memoryStores();
    const [first] = await recordAll(stores, 1, answers('lost'));
    const outrun = { ...stores, commit: async () => false };
    await expect(judgeRun(first as RunRecord, settings, { stores: outrun })).rejects.toThrow(StoreError);
  });
});

describe('a new epoch', () => {
  it('is learned anew, and a late run of the old one does not disturb it', async () => {
    const stores = memoryStores();
    const old = await recordAll(stores, 12, answers('epochs'));
    const late = await record(stores, 12, answers('epochs'));
    await judgeAll(stores, old);
    const next = await record(stores, 13, answers('epochs'), 2);
    expect(await judgeRun(next, settings, { stores })).toMatchObject({
      epoch: 2,
      evidence: { baselineRuns: 0 },
      verdict: { kind: 'inconclusive', reason: 'learning', needed: { runs: 7 } },
    });
    const before = await detectorOf(stores);
    await judgeRun(late, settings, { stores });
    await judgeRun(old[5] as RunRecord, settings, { stores });
    expect(await detectorOf(stores)).toEqual(before);
    expect(decodeDetector(before as Uint8Array)).toMatchObject({ epoch: 2, state: { counted: 1 } });
  });
});

describe('a state that cannot be gone on from', () => {
  /** Stores of an endpoint of which 12 runs were judged and one waits, with what the detector remembers replaced. */
  async function left(replace: (state: Uint8Array) => Uint8Array) {
    const stores = memoryStores();
    await judgeAll(stores, await recordAll(stores, 12, answers('upgrade')));
    const { state, revision } = (await stores.detectors.load(endpoint)) as { state: Uint8Array; revision: number };
    await stores.detectors.save(endpoint, replace(state), revision);
    return { stores, waiting: await record(stores, 12, answers('upgrade')) };
  }
  const ofAnother = (state: Uint8Array) =>
    zstdCompressSync(
      Buffer.from(zstdDecompressSync(state).toString('latin1').replace(detectorVersion, 'detector/1'), 'latin1'),
    );

  it.each([
    ['other-detector', ofAnother],
    ['damaged-state', () => Buffer.from('not a state')],
    ['damaged-state', (state: Uint8Array) => state.slice(0, 40)],
  ] as const)('as it is one of %s is made anew from stored samples, and nothing is lost', async (why, replace) => {
    const { stores, waiting } = await left(replace);
    const whole = await left((state) => state);
    const expected = await judgeRun(whole.waiting, settings, { stores: whole.stores });
    const judged = await judgeRun(waiting, settings, { stores });
    expect(judged).toEqual({ ...expected, learnedAgain: { why, runs: 12, unreadable: 0 } });
    expect(await detectorOf(stores)).toEqual(await detectorOf(whole.stores));
  });

  it('is made of the runs that can be read', async () => {
    const { stores, waiting } = await left(() => Buffer.from('damaged'));
    const inParts: Stores['runs']['inParts'] = async (run, use) => {
      await stores.runs.inParts(run, use); // that it is damaged shows at its end
      if (run === idOf(3)) throw new UnreadableError('its object is damaged');
    };
    const runs = Object.assign(Object.create(stores.runs) as Stores['runs'], {
      inParts,
      list: stores.runs.list.bind(stores.runs),
      get: stores.runs.get.bind(stores.runs),
    });
    expect(await judgeRun(waiting, settings, { stores: { ...stores, runs } })).toMatchObject({
      verdict: { kind: 'no-drift-detected' },
      learnedAgain: { runs: 11, unreadable: 1 },
    });
  });

  it('is left behind when a new baseline is begun; what waits is judged by its own', async () => {
    const { stores, waiting } = await left(ofAnother);
    const deps = { stores, clock: new TestClock(), sinks: new Map(), onUndelivered: () => {} };
    const accepted = Endpoint.parse({ id: endpoint, provider: 'openai', model: 'm' });
    for (const why of ['of epoch 1, as nothing was accepted before', 'another detector'])
      await acceptBaseline(accepted, { by: 'ana', why }, deps);
    expect(await judgeRun(waiting, settings, { stores })).toMatchObject({
      epoch: 1,
      evidence: { counted: true },
      verdict: { kind: 'no-drift-detected' },
    });
    const next = await record(stores, 13, answers('upgrade'), 2);
    expect(await judgeRun(next, settings, { stores })).toMatchObject({ epoch: 2, evidence: { baselineRuns: 0 } });
    expect(decodeDetector((await detectorOf(stores)) as Uint8Array)).toMatchObject({ epoch: 2, state: { counted: 1 } });
  });
});

describe('a run with failed calls', () => {
  it('is no evidence when too many failed, and says how many draws would do', async () => {
    const stores = memoryStores();
    await judgeAll(stores, await recordAll(stores, 12, answers('failing')));
    const judge = async (run: number, failing: number) => {
      let calls = 0;
      const text = answers('failing');
      return judgeRun(await record(stores, run, (...of) => (calls++ < failing ? undefined : text(...of))), settings, {
        stores,
      });
    };
    expect(await judge(12, 4)).toMatchObject({
      evidence: { counted: false, completed: 2, failed: 4, channels: [] },
      verdict: { kind: 'inconclusive', reason: 'too-few-samples', needed: { drawsPerRun: 3 } },
    });
    expect(await judge(13, 6)).toMatchObject({
      evidence: { counted: false, completed: 0, failed: 6 },
      verdict: { kind: 'inconclusive', reason: 'unreachable' },
    });
    // A golden that lost a draw is not of its baseline's size: two of three are too few to say that there is no drift.
    expect(await judge(14, 1)).toMatchObject({
      evidence: { counted: true },
      verdict: { kind: 'inconclusive', reason: 'partly-covered' },
      coverage: { judged: 2, expected: 3, unjudged: [{ why: 'failing', failure: 'timeout' }] },
    });
    const detector = decodeDetector((await detectorOf(stores)) as Uint8Array);
    expect(detector.state.counted).toBe(13);
  });
});
