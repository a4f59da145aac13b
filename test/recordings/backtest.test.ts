import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../lib/domain/errors.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Recording } from '../../lib/domain/run/recording.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import type { BacktestReport } from '../../lib/domain/verdict/backtest.ts';
import { earliestAlarm } from '../../lib/drift/earliest-alarm.ts';
import { backtest } from '../../lib/recordings/backtest.ts';
import type { BacktestRequest } from '../../lib/recordings/backtest-request.ts';
import { readRecording } from '../../lib/recordings/files/read-recording.ts';
import { TestClock } from '../helpers/test-clock.ts';

/** Recordings of a real model: see the README beside them. */
const labA = (file: string) => join(import.meta.dirname, '../fixtures/lab-a', `${file}.jsonl.gz`);
const clock = new TestClock();
const read = new Map<string, Promise<Recording>>();

/** Each file is parsed once for all tests. */
function readOnce(path: string): Promise<Recording> {
  const known = read.get(path) ?? readRecording(path);
  read.set(path, known);
  return known;
}

function run(request: Partial<BacktestRequest> & Pick<BacktestRequest, 'baseline' | 'following'>, reading = readOnce) {
  return backtest(
    { baselineRuns: 50, threshold: 365, seed: 1, effectFloor: 0, ...request },
    { readRecording: reading, clock },
  );
}

const orders = (report: BacktestReport, file: string) =>
  report.results.find((result) => result.file === file) as BacktestReport['results'][number];

describe.each(['temperature-0.0', 'temperature-0.8'])(
  'a backtest of recordings at %s',
  { timeout: 60_000 },
  (folder) => {
    const baseline = labA(`${folder}/null`);
    const changed = labA(`${folder}/finetune_reply`);
    const quantized = labA(`${folder}/weights_int4`);
    let report: BacktestReport;
    beforeAll(async () => {
      report = await run({ baseline, following: [baseline, changed, quantized], shuffles: 2 });
    }, 60_000);

    it('has the published form', () => {
      expect(Object.keys(report)).toEqual(['schema', 'threshold', 'baselineRuns', 'shuffles', 'seconds', 'results']);
      expect(report).toMatchObject({ schema: 'backtest/1', threshold: 365, baselineRuns: 50, shuffles: 2 });
      for (const result of report.results) {
        expect(Object.keys(result)).toEqual([
          'file',
          'runs',
          'alarms',
          'firstAlarm',
          'verdicts',
          'returned',
          'uncounted',
          'earliest',
          'warnings',
          'facts',
        ]);
        for (const key of ['alarms', 'firstAlarm', 'verdicts'] as const) expect(result[key]).toHaveLength(2);
        result.alarms.forEach((alarms, order) => {
          expect(result.firstAlarm[order]).toBe(alarms[0]?.index ?? null);
          expect(result.verdicts[order] === 'drift-detected').toBe(alarms.length > 0);
          for (const { index, run, channel, effect, effectLow, effectHigh, goldens } of alarms) {
            expect(index).toBeGreaterThanOrEqual(1);
            expect(index).toBeLessThanOrEqual(result.runs);
            expect(run).toMatch(/^(null|finetune_reply|weights_int4)-\d+$/);
            expect(['text', 'length', 'properties', 'logprobs']).toContain(channel);
            expect(effectLow as number).toBeLessThanOrEqual(effect as number);
            expect(effect as number).toBeLessThanOrEqual(effectHigh as number);
            expect(new Set(goldens).size).toBe(goldens.length);
          }
        });
      }
    });

    it('finds what changed as soon as ranks can, give or take a run', () => {
      const soonest = earliestAlarm(50, 365) as number;
      for (const file of [changed, quantized])
        for (const index of orders(report, file).firstAlarm) {
          expect(index).not.toBeNull();
          // Luck may be sooner: one pair of changed runs among C(52, 2) is rarer than the threshold asks for.
          expect(index).toBeGreaterThanOrEqual(2);
          expect(index).toBeLessThanOrEqual(soonest + 2);
        }
    });

    it('reads the remaining runs of the baseline, and keeps its promise there', () => {
      const { runs, alarms, verdicts } = orders(report, baseline);
      expect(runs).toBe(64 - 50);
      // 2 orders of 14 runs promise at most .08 alarms; two or more have a chance under 1 in 100, and the seed stands.
      expect(alarms.flat().length).toBeLessThan(2);
      expect(verdicts).toContain('no-drift-detected');
    });

    it('is the same when it is made again, wherever the files lie', async () => {
      const elsewhere = (path: string) => join('another', 'folder', path.split('/').at(-1) as string);
      const again = await run(
        { baseline: elsewhere(baseline), following: [elsewhere(changed)], shuffles: 2 },
        async (path) => ({ ...(await readOnce(path.includes('null') ? baseline : changed)), source: path }),
      );
      const [first, second] = [orders(report, changed), again.results[0]];
      expect(second).toEqual({ ...first, file: elsewhere(changed) });
    });

    it('takes seeds one after the other', async () => {
      const second = await run({ baseline, following: [changed], shuffles: 1, seed: 2 });
      expect(second.results[0]?.alarms[0]).toEqual(orders(report, changed).alarms[1]);
    });

    it('goes once through the runs in order of time where no shuffles are asked for', async () => {
      const inTime = await run({ baseline, following: [changed] });
      const [result] = inTime.results;
      expect(inTime.shuffles).toBe(1);
      expect(result?.alarms).toHaveLength(1);
      for (const { index, run } of result?.alarms[0] ?? []) expect(run).toBe(`finetune_reply-00${index - 1}`);
    });
  },
);

describe('options of a backtest', { timeout: 60_000 }, () => {
  const baseline = labA('temperature-0.8/null');
  const changed = labA('temperature-0.8/weights_int4');

  it('use only the first goldens, or repetitions, as if there were no others', async () => {
    const only = (recording: Recording, keep: (sample: Sample) => boolean): Recording => ({
      ...recording,
      runs: recording.runs.map((run) => ({ ...run, samples: run.samples.filter(keep) })),
    });
    const recordings = [recording('before', 30), recording('after', 12, { text: 'no' })];
    const isAlarm = { alarms: [expect.arrayContaining([expect.anything()])] };
    for (const [options, keep] of [
      [{ goldens: 2 }, ({ golden }: Sample) => golden !== 'c'],
      [{ repetitions: 1 }, ({ repetition }: Sample) => repetition === 0],
    ] as const) {
      const { results } = await runOn(recordings, options);
      expect(results).toEqual((await runOn(recordings.map((one) => only(one, keep)))).results);
      // With half of the repetitions, so gross a change alarms as early and with the same effect.
      if ('goldens' in options) expect(results).not.toEqual((await runOn(recordings)).results);
      expect(results[0]).toMatchObject(isAlarm);
    }
  });

  it('look only at the channels that are named', async () => {
    for (const [channels, expected] of [
      [['logprobs'], ['logprobs']],
      [['text'], ['text', 'length', 'properties']],
    ] as const) {
      const { results } = await run({ baseline, following: [changed], channels, threshold: 20 });
      for (const { channel } of results[0]?.alarms.flat() ?? []) expect(expected).toContain(channel);
    }
  });

  it('raise no alarm below the effect floor', async () => {
    const { results } = await run({ baseline, following: [changed], effectFloor: 0.9 });
    expect(results[0]).toMatchObject({ alarms: [[]], firstAlarm: [null], verdicts: ['no-drift-detected'] });
  });

  it('leave it open where no alarm could have come', async () => {
    const { results } = await runOn([recording('before', 30), recording('after', 1)]);
    expect(results[0]).toMatchObject({ verdicts: ['inconclusive'] });
  });

  it('learn the whole baseline where no number is given', async () => {
    const request = { baseline, following: [changed], threshold: 365, seed: 1, effectFloor: 0 };
    const report = await backtest(request, { readRecording: readOnce, clock });
    expect(report.baselineRuns).toBe(64);
  });
});

/** Recorded runs of three goldens. */
function recording(source: string, runs: number, { text = 'yes', more = {} as Partial<Sample>, goldens = 'abc' } = {}) {
  const random = seededRandom(source);
  const made: Recording = {
    source,
    runs: Array.from({ length: runs }, (_, i) => {
      const at = new Date(Date.UTC(2026, 0, 1, i)).toISOString();
      const samples = [...goldens].flatMap((golden) =>
        [0, 1].map((repetition): Sample => {
          const said = `${text} ${random() < 0.5 ? 'indeed' : 'of course'} ${golden}`;
          return { run: `run-${i}`, at, golden, repetition, text: said, finishReason: 'stop', ...more };
        }),
      );
      return { run: `run-${i}`, at, samples };
    }),
  };
  return made;
}

/** The recording, with half of the answers of its first runs lost. */
function withOutages({ source, runs }: Recording, lost: number): Recording {
  const failed = ({ text: _text, finishReason: _finishReason, ...sample }: Sample, i: number): Sample =>
    i % 2 === 0 ? { ...sample, error: 'HTTP 500' } : { ...sample, text: 'yes', finishReason: 'stop' };
  return { source, runs: runs.map((run, i) => (i < lost ? { ...run, samples: run.samples.map(failed) } : run)) };
}

/** A backtest of recordings that exist in memory only. */
function runOn(recordings: readonly Recording[], request: Partial<BacktestRequest> = {}) {
  const [baseline, ...following] = recordings.map(({ source }) => source);
  return run(
    { baseline: baseline as string, following, baselineRuns: 20, ...request },
    async (path) => recordings.find(({ source }) => source === path) as Recording,
  );
}

describe('a backtest', () => {
  it('judges each recording on its own, from the state that the baseline left', async () => {
    const before = recording('before', 30);
    const [one, two] = [recording('one', 12, { text: 'no' }), recording('two', 12)];
    const together = await runOn([before, one, two], { shuffles: 2 });
    const apart = [await runOn([before, one], { shuffles: 2 }), await runOn([before, two], { shuffles: 2 })];
    expect(together.results).toEqual(apart.map(({ results }) => results[0]));
    expect(together.results[0]?.firstAlarm).not.toContain(null);
    expect(together.results[1]?.verdicts).toEqual(['no-drift-detected', 'no-drift-detected']);
  });

  it('learns complete runs of the baseline only, and never those that it is to judge', async () => {
    const before = withOutages(recording('before', 40), 15);
    const report = await runOn([before, recording('after', 12, { text: 'no' }), before], { baselineRuns: 20 });
    expect(orders(report, 'after').firstAlarm[0]).toBeLessThanOrEqual(5);
    // What was not learned is read: the fifteen that lost answers, and the last five.
    expect(orders(report, 'before').runs).toBe(20);
  });

  it('makes do with the complete runs where there are fewer than it was to learn', async () => {
    const [before, after] = [withOutages(recording('before', 30), 12), recording('after', 12, { text: 'no' })];
    const { baselineRuns, results } = await runOn([before, after], { baselineRuns: 20 });
    expect(baselineRuns).toBe(18);
    expect(results[0]?.firstAlarm[0]).toBeLessThanOrEqual(5);
  });

  it('opens one alarm for one change that stays', async () => {
    const before = recording('before', 30);
    const { results } = await runOn([before, recording('changed', 40, { text: 'no' })], { threshold: 50 });
    const indices = results[0]?.alarms[0]?.map(({ index }) => index) ?? [];
    expect(indices).toHaveLength(1);
    expect(results[0]?.returned).toEqual([[null]]);
  });

  it('lists tripwires apart: they raise no alarm', async () => {
    const before = recording('before', 30, { more: { model: 'm-1' } });
    const { results } = await runOn([before, recording('after', 10, { more: { model: 'm-2' } })]);
    expect(results[0]).toMatchObject({
      alarms: [[]],
      facts: [{ kind: 'reported-model', was: ['m-1'], now: 'm-2', runs: expect.any(Array), trust: 'strong' }],
    });
  });

  it('does not take runs of another recording for repetitions because they are named alike', async () => {
    const { results } = await runOn([recording('before', 30), recording('after', 10, { text: 'no' })]);
    expect(results[0]?.firstAlarm[0]).not.toBeNull();
  });

  it('leaves versions aside for all recordings where one has none', async () => {
    const versioned = { more: { goldenVersion: 'a'.repeat(64) } };
    const results = (
      await runOn([
        recording('before', 30, versioned),
        recording('versioned', 10, { ...versioned, text: 'no' }),
        recording('unversioned', 10, { text: 'no' }),
      ])
    ).results;
    for (const { firstAlarm } of results) expect(firstAlarm[0]).not.toBeNull();
  });

  it('cuts all recordings to equal repetitions', async () => {
    const before = recording('before', 30);
    const twice = recording('after', 12);
    const runs = twice.runs.map((run) => ({
      ...run,
      samples: run.samples.flatMap((sample) => [sample, { ...sample, repetition: sample.repetition + 2 }]),
    }));
    expect((await runOn([before, { source: 'after', runs }])).results).toEqual((await runOn([before, twice])).results);
  });

  it('tells its progress', async () => {
    const told: string[] = [];
    await backtest(
      {
        baseline: 'before',
        following: ['before'],
        baselineRuns: 20,
        threshold: 50,
        seed: 1,
        effectFloor: 0,
        shuffles: 3,
      },
      {
        readRecording: async () => recording('before', 25),
        clock,
        onOrder: (done, of) => told.push(`${done}/${of}`),
      },
    );
    expect(told).toEqual(['1/3', '2/3', '3/3']);
  });
});

describe('bad input to a backtest', () => {
  const before = recording('before', 30);
  const after = recording('after', 10);
  const problems = async (...of: Parameters<typeof runOn>) => {
    const error = await runOn(...of).then(
      () => undefined,
      (rejected: unknown) => rejected,
    );
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems.map(({ where, what }) => `${where}: ${what}`);
  };

  it('is a baseline with fewer runs than are to be learned', async () => {
    expect(await problems([before, after], { baselineRuns: 31 })).toEqual([
      'before: holds 30 runs, expected at least --baseline-runs 31',
    ]);
  });

  it('is a baseline of which nearly all runs lost their answers', async () => {
    expect(await problems([withOutages(before, 27), after], { baselineRuns: 3 })).toEqual([
      'before: a baseline of 3 runs (27 more lost over 20 % of their answers), expected at least 5',
    ]);
  });

  it('is a recording without log-probabilities where nothing else is to be judged', async () => {
    const none = 'expected log-probabilities, as --channels names nothing else, got none';
    expect(await problems([before, after], { channels: ['logprobs'] })).toEqual([`before: ${none}`, `after: ${none}`]);
    const [had, has] = [before.source, after.source].map((source) =>
      recording(source, 30, { more: { logprobs: [-1] } }),
    );
    expect(await problems([had as Recording, after], { channels: ['logprobs'] })).toEqual([`after: ${none}`]);
    await runOn([had as Recording, has as Recording], { channels: ['logprobs'] });
    await runOn([before, after], { channels: ['text', 'logprobs'] });
  });

  it('is a baseline of under five runs', async () => {
    expect(await problems([before, after], { baselineRuns: 4 })).toEqual([
      'before: a baseline of 4 runs, expected at least 5',
    ]);
  });

  it('is a baseline too short for the threshold', async () => {
    expect(await problems([before, after], { baselineRuns: 5, threshold: 1e60 })).toEqual([
      expect.stringMatching(/^before: a baseline of 5 runs is too short for a threshold of 1e\+60/),
    ]);
  });

  it('is a recording about other goldens, of which every one is named', async () => {
    expect(
      await problems([before, recording('other', 10, { goldens: 'abx' }), recording('more', 10, { goldens: 'ab' })]),
    ).toEqual([
      'other: lacks c, expected the same goldens as in before',
      'before: lacks x, expected the same goldens as in other',
      'more: lacks c, expected the same goldens as in before',
    ]);
  });

  it('is whatever the files hold wrong, all of it', async () => {
    const broken = (path: string) => Promise.reject(new ConfigError([{ where: path, what: 'is broken' }]));
    const request = { baseline: 'x', following: ['y', 'z'], threshold: 365, seed: 1, effectFloor: 0 };
    await expect(backtest(request, { readRecording: broken, clock })).rejects.toThrow(
      'x: is broken\ny: is broken\nz: is broken',
    );
  });
});
