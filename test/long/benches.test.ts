import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { RunRecord } from '../../lib/domain/run/run.ts';
import { observe } from '../../lib/drift/detector.ts';
import { encodeDetector } from '../../lib/drift/detector-codec.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { plansIn } from '../bench/at-size.ts';
import { recordSome } from '../bench/capture.ts';
import { tick } from '../bench/fleet.ts';
import { bundles } from '../bench/handlers.ts';
import { makeRun } from '../bench/judge.ts';
import { replay, slowServer } from '../bench/replay.ts';
import { idOf, judging, loseState, storeRun } from '../bench/run-memory.ts';
import { textPair } from '../bench/two-sample.ts';
import { plan, sample } from '../contract/stored-records.ts';
import { endpointId, makeManyRuns } from '../helpers/many-runs.ts';
import { twoSampleMmd } from '../helpers/mmd/two-sample-mmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

// Short forms of benches: they count, and never look at a clock.

it('a replay asks once for each draw and stores each once, at whatever concurrency', async () => {
  await using server = await slowServer(2);
  for (const concurrency of [1, 16, 256]) {
    const { draws, requests, stored } = await replay(server, concurrency, 32);
    expect({ concurrency, draws, requests, stored }).toEqual({ concurrency, draws: 32, requests: 32, stored: 32 });
  }
});

it('a large run that is sealed leaves the database as small as it was, and its answers in one packed file', async () => {
  using folder = temporaryFolder();
  using stores = openLocalStores(folder.path);
  const size = () => statSync(join(folder.path, 'history.sqlite')).size;
  const tasks = Array.from({ length: 6000 }, (_, repetition) => ({
    golden: 'reply-01',
    goldenVersion: 'v',
    repetition,
  }));
  await stores.runs.open({ ...plan('large'), tasks });
  const text = 'It left on Monday and is on its way. '.repeat(100);
  for (const { repetition } of tasks) await stores.runs.putSample({ ...sample('large', 'reply-01', repetition), text });
  await stores.runs.close('large', { status: 'finished', finishedAt: '2026-11-22T10:00:00.000Z' });
  expect(size()).toBeLessThan(2_000_000); // its rows were 24 MB
});

it('a tick of a fleet asks, stores and judges as much as its endpoints do one by one', async () => {
  await using server = await slowServer(2);
  const [one, many] = [await tick(server, 1), await tick(server, 20)];
  expect(one).toMatchObject({ judged: 1, stored: 8 });
  expect(one.requests, 'eight draws, and what is asked once of an endpoint').toBeLessThanOrEqual(10);
  const { judged, stored, requests } = many;
  expect({ judged, stored, requests }).toEqual({ judged: 20, stored: 160, requests: 20 * one.requests });
});

it('no function reads more at a cold start than it did, to a tenth', () => {
  const most: Record<string, number> = {
    api: 1086,
    finish: 535,
    judge: 1145,
    notify: 658,
    plan: 559,
    'replay-anthropic': 470,
    'replay-bedrock': 334,
    'replay-google': 470,
    'replay-openai': 470,
  };
  for (const { name, bytes } of bundles()) {
    expect(most, name).toHaveProperty(name);
    expect(bytes / 1000, `kB of ${name}`).toBeLessThan(1.1 * (most[name] as number));
  }
});

it("a detector's state stops growing with the history, and is small", () => {
  const random = seededRandom('short judge');
  const settings = { threshold: 8760, baselineRuns: 24, salt: 'bench', learnOnly: true };
  let state = newDetector();
  const bytes: number[] = [];
  for (let i = 0; i < 240; i++) {
    const run = makeRun(`run-${i}`, { goldens: 4, repetitions: 2, tokens: 40 }, random);
    state = observe(state, run, settings).state;
    if ([183, 239].includes(i)) bytes.push(encodeDetector({ epoch: 1, state }).length);
  }
  const [full = 0, later = 0] = bytes;
  expect(later / full).toBeLessThan(1.02);
  expect(later).toBeLessThan(600_000);
});

it('two samples are compared by as many labellings as were asked for, and the same ones are not told apart', () => {
  const random = seededRandom('short two-sample');
  const { reference, current } = textPair({ goldens: 5, draws: 4, tokens: 10 }, random);
  expect([reference.length, current.length]).toEqual([20, 20]);
  const { pValue } = twoSampleMmd(reference, current, { permutations: 99, random });
  expect(pValue * 100, 'a count of labellings, of 99 and the observed one').toBeCloseTo(Math.round(pValue * 100), 9);
  const again = reference.map((one) => ({ ...one, block: 1 }));
  expect(twoSampleMmd(reference, again, { permutations: 99, random }).pValue).toBeGreaterThan(0.5);
});

it('recording adds no request, and loses none: each is one line in a file', async () => {
  const { requests, counts, lines } = await recordSome(40);
  const { recorded, ...lost } = counts;
  expect({ requests, recorded, lines }).toEqual({ requests: 40, recorded: 40, lines: 40 });
  expect(Object.values(lost).filter((count) => count !== 0)).toEqual([]);
});

it('whatever is asked of a long history is found in an index, and nothing is gone through or sorted', async () => {
  using folder = temporaryFolder();
  await makeManyRuns(folder.path, { endpoints: 2, runs: 48, goldens: 2 });
  const plans = plansIn(join(folder.path, '.pinwatch/history.sqlite'), endpointId(1));
  expect(plans.size).toBe(9);
  for (const [asked, steps] of plans) {
    expect(steps, asked).not.toEqual([]);
    expect(
      steps.filter((step) => !step.startsWith('SEARCH')),
      asked,
    ).toEqual([]);
  }
});

it('a large run is judged, and learned again, some goldens at a time and once each', async () => {
  using folder = temporaryFolder();
  for (const i of [0, 1]) await storeRun(folder.path, i, 30, 100, 5);
  const reads: { run: string; largest: number; samples: number }[] = [];
  for (const i of [0, 1]) {
    loseState(folder.path);
    using stores = openLocalStores(folder.path);
    const { runs } = stores;
    const counting = Object.assign(Object.create(runs), {
      get: runs.get.bind(runs),
      list: runs.list.bind(runs),
      samples: () => Promise.reject(new Error('a run is read at once')),
      inParts: async (run: string, use: (samples: readonly unknown[]) => unknown) => {
        const read = { run, largest: 0, samples: 0 };
        reads.push(read);
        await runs.inParts(run, async (samples) => {
          read.largest = Math.max(read.largest, samples.length);
          read.samples += samples.length;
          await use(samples);
        });
      },
    });
    const record = (await runs.get(idOf(i))) as RunRecord;
    await judgeRun(record, judging, { stores: { ...stores, runs: counting } });
  }
  // The second one alone, and before it the first one, as what was learned of it is lost.
  expect(reads.map(({ run }) => run)).toEqual([idOf(0), idOf(1), idOf(0)]);
  for (const { largest, samples } of reads) {
    expect(samples).toBe(3000);
    expect(largest).toBeLessThanOrEqual(600);
  }
});
