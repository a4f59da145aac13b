import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, type Outcome } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Recordings of a real model: see the README beside them. */
const labA = join(import.meta.dirname, '../fixtures/lab-a/temperature-0.8');

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
  for (const name of ['null', 'weights_int4', 'finetune_reply', 'temp_0.9'])
    writeFileSync(join(folder.path, `${name}.jsonl.gz`), readFileSync(join(labA, `${name}.jsonl.gz`)));
});
afterAll(() => folder.remove());

const learned = ['--baseline', 'null.jsonl.gz', '--baseline-runs', '50'];
const backtest = (...args: string[]): Promise<Outcome> => cli(folder.path, ['backtest', ...learned, ...args]);

describe('docs/formats.md', () => {
  it('shows recorded runs that can be read', async () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/formats.md'), 'utf8');
    const [, lines = ''] = /^```jsonl\n([\s\S]*?)^```/m.exec(docs) ?? [];
    writeFileSync(join(folder.path, 'before.jsonl'), lines);
    writeFileSync(join(folder.path, 'after.jsonl'), lines.replaceAll('monday', 'tuesday'));
    const compared = await cli(folder.path, ['compare', 'before.jsonl', 'after.jsonl']);
    expect(compared).toMatchObject({
      code: 3, // so few draws cannot tell
      stderr: '',
      stdout: expect.stringContaining('2 runs, 2 draws, 1 failed call'),
    });
  });
});

describe('pinwatch backtest', () => {
  it('writes one JSON object of the published form', async () => {
    const { code, stdout, stderr } = await backtest(
      ...['--threshold', '365', '--shuffles', '3', '--seed', '7', '--json'],
      ...['null.jsonl.gz', 'weights_int4.jsonl.gz'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(['schema', 'threshold', 'baselineRuns', 'shuffles', 'seconds', 'results']);
    expect(report).toMatchObject({
      schema: 'backtest/1',
      threshold: 365,
      baselineRuns: 50,
      shuffles: 3,
      seconds: expect.any(Number),
      results: [
        { file: 'null.jsonl.gz', runs: 14 },
        { file: 'weights_int4.jsonl.gz', runs: 8 },
      ],
    });
    const [, int4] = report.results;
    expect(int4.firstAlarm).toHaveLength(3);
    expect(int4.alarms[0][0]).toEqual({
      index: int4.firstAlarm[0],
      run: expect.stringMatching(/^weights_int4-\d{3}$/),
      channel: expect.any(String),
      effect: expect.any(Number),
      effectLow: expect.any(Number),
      effectHigh: expect.any(Number),
      goldens: expect.any(Array),
    });
    expect(new Set(int4.verdicts)).toEqual(new Set(['drift-detected']));
  });

  it('says of a recording whose runs were all learned that it has no result', async () => {
    const all = ['--baseline', 'null.jsonl.gz', '--threshold', '365', 'null.jsonl.gz'];
    const { code, stdout } = await cli(folder.path, ['backtest', ...all]);
    expect(code).toBe(0);
    expect(stdout.replaceAll('\n', ' ')).toContain('No result: all runs of null.jsonl.gz were learned');
    expect((await backtest('--threshold', '365', 'null.jsonl.gz')).stdout).not.toContain('No result');
  });

  it('gives the same for the same seed, and takes a yearly budget instead of a threshold', async () => {
    const options = ['--shuffles', '2', '--seed', '3', '--json', 'finetune_reply.jsonl.gz'];
    const [one, two] = await Promise.all([
      backtest('--threshold', '8760', ...options),
      backtest('--false-alarms-per-year', '2', '--runs-per-year', '17520', ...options),
    ]);
    const timeless = ({ stdout }: Outcome) => ({ ...JSON.parse(stdout), seconds: 0 });
    expect(timeless(two)).toEqual(timeless(one));
    expect(timeless(one).threshold).toBe(8760);
  });

  it('shows a table to people, with a line a recording', async () => {
    const { code, stdout } = await backtest(
      ...['--threshold', '365', '--shuffles', '2', '--channels', 'logprobs', '--effect-floor', '0'],
      ...['null.jsonl.gz', 'finetune_reply.jsonl.gz'],
    );
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.trimEnd().replace(/[\d.]+ s$/, 'T s'))).toEqual([
      'Threshold 365: on average at most 1 false alarm in so many runs; 50 runs learned, 2 orders of the runs, T s',
      '',
      expect.stringMatching(/^RECORDING +RUNS +ALARMED +FIRST ALARM +ALARMS A RUN +EFFECT +CHANNEL$/),
      expect.stringMatching(/^null\.jsonl\.gz +14 +0 of 2 +– +0 +–/),
      expect.stringMatching(/^finetune_reply\.jsonl\.gz +8 +2 of 2 +run [234] +0\.\d+ +[\d.]+ % +logprobs$/),
      '',
      'null.jsonl.gz: no drift detected; a gross change would alarm at run 2.',
      'finetune_reply.jsonl.gz: drift detected.',
      '',
    ]);
  });

  it('says what a smaller canary set would cost', async () => {
    const { code, stdout } = await backtest(
      ...['--threshold', '365', '--goldens', '2', '--repetitions', '1', '--channels', 'text', '--json'],
      'temp_0.9.jsonl.gz',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ alarms: [[]], firstAlarm: [null] });
  });

  it('says what it takes', async () => {
    const { code, stdout } = await cli(folder.path, ['backtest', '--help']);
    expect(code).toBe(0);
    for (const option of ['--baseline-runs', '--false-alarms-per-year', '--shuffles', '--effect-floor', '--json'])
      expect(stdout).toContain(option);
  });
});

describe('bad input to pinwatch backtest', () => {
  /** A file whose lines were changed in some way. */
  function spoil(name: string, change: (lines: string[]) => readonly string[], gzip = false): void {
    const text = gunzipSync(readFileSync(join(folder.path, 'weights_int4.jsonl.gz'))).toString();
    const lines = change(text.trimEnd().split('\n')).join('\n');
    writeFileSync(join(folder.path, name), gzip ? gzipSync(lines) : lines);
  }
  const edit = (line: string, change: (sample: Record<string, unknown>) => unknown) =>
    JSON.stringify(change(JSON.parse(line)));

  /** Nothing is judged, nothing is written to standard output, and no answer of the model is quoted. */
  async function turnedAway(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await cli(folder.path, ['backtest', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr).not.toMatch(/customer|Bergen|"text"/); // answers are customer data
    return stderr;
  }

  it.each<[string, (lines: string[]) => readonly string[], string]>([
    [
      'a broken line',
      (lines) => lines.with(9, lines[9]?.slice(0, 40) as string),
      'bad.jsonl:10  not JSON: ends in the middle, expected one whole JSON object a line',
    ],
    [
      'a missing key',
      (lines) =>
        lines.with(
          3,
          edit(lines[3] as string, ({ golden: _, ...rest }) => rest),
        ),
      'bad.jsonl:4  golden is missing, expected a string',
    ],
    [
      'a number that is not finite',
      (lines) => lines.with(0, (lines[0] as string).replace('"repetition":0', '"repetition":0,"outputTokens":NaN')),
      'bad.jsonl:1  not JSON: holds NaN or Infinity, expected finite numbers',
    ],
    [
      'a log-probability above 0',
      (lines) =>
        lines.with(
          6,
          edit(lines[6] as string, (sample) => ({ ...sample, logprobs: [-1, 0.5] })),
        ),
      'bad.jsonl:7  logprobs[1]: expected a natural log of a probability, at most 0, got 0.5',
    ],
    [
      'a draw that stands there twice',
      (lines) => [...lines, lines[0] as string],
      'bad.jsonl:337  repetition 0 of golden json-01 in run weights_int4-000 is already on line 1',
    ],
    ['an empty file', () => [], 'bad.jsonl  is empty, expected at least one sample'],
  ])('is %s: where it is and what was expected', async (_, change, message) => {
    spoil('bad.jsonl', change);
    const stderr = await turnedAway(...learned, '--threshold', '365', 'finetune_reply.jsonl.gz', 'bad.jsonl');
    expect(stderr).toContain(message);
  });

  it('is a gzip file that was cut off', async () => {
    const whole = readFileSync(join(folder.path, 'weights_int4.jsonl.gz'));
    writeFileSync(join(folder.path, 'cut.jsonl.gz'), whole.subarray(0, whole.length / 2));
    expect(await turnedAway(...learned, '--threshold', '365', 'cut.jsonl.gz')).toContain('gzip data end too early');
  });

  it('is all of it, in every file, at once', async () => {
    spoil('one.jsonl', (lines) => lines.with(0, '{'));
    spoil('two.jsonl', (lines) => lines.with(1, '[]'));
    const stderr = await turnedAway('--baseline', 'missing.jsonl', '--threshold', '365', 'one.jsonl', 'two.jsonl');
    expect(stderr).toContain('missing.jsonl  no such file');
    expect(stderr).toContain('one.jsonl:1');
    expect(stderr).toContain('two.jsonl:2  expected a JSON object, got a list');
  });

  it('is a recording about other goldens', async () => {
    spoil('other.jsonl', (lines) => lines.map((line) => line.replace('"json-01"', '"json-99"')));
    const stderr = await turnedAway(...learned, '--threshold', '365', 'other.jsonl');
    expect(stderr).toContain('other.jsonl  lacks json-01, expected the same goldens as in null.jsonl.gz');
    expect(stderr).toContain('null.jsonl.gz  lacks json-99, expected the same goldens as in other.jsonl');
  });

  it('is a baseline that is too short', async () => {
    const baseline = (runs: string, threshold: string) =>
      turnedAway('--baseline', 'null.jsonl.gz', '--baseline-runs', runs, '--threshold', threshold, 'null.jsonl.gz');
    expect(await baseline('65', '365')).toContain('holds 64 runs, expected at least --baseline-runs 65');
    expect(await baseline('3', '365')).toContain('a baseline of 3 runs, expected at least 5');
    expect(await baseline('5', '1e60')).toContain('too short for a threshold of 1e+60');
  });

  it('is an option that means nothing', async () => {
    const wrong = [
      ['--threshold', '1'],
      ['--threshold', 'NaN'],
      ['--threshold', '-5'],
      [],
      ['--threshold', '365', '--false-alarms-per-year', '1', '--runs-per-year', '365'],
      ['--false-alarms-per-year', '1'],
      ['--threshold', '365', '--shuffles', '0'],
      ['--threshold', '365', '--shuffles', '1.5'],
      ['--threshold', '365', '--seed', 'x'],
      ['--threshold', '365', '--channels', 'smell'],
      ['--threshold', '365', '--effect-floor', '2'],
      ['--threshold', '365', '--goldens', '-1'],
      ['--threshold', '365', '--no-such-option'],
    ];
    const told = await Promise.all(wrong.map((options) => turnedAway(...learned, ...options, 'weights_int4.jsonl.gz')));
    for (const stderr of told) expect(stderr).not.toBe('');
  });
});
