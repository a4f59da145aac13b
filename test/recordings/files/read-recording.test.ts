import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../lib/domain/errors.ts';
import type { Sample } from '../../../lib/domain/run/sample.ts';
import { observeRun } from '../../../lib/features/observe-run.ts';
import { readRecording } from '../../../lib/recordings/files/read-recording.ts';
import { writeRecording } from '../../../lib/recordings/files/write-recording.ts';

const line = (part: object = {}) =>
  JSON.stringify({
    run: 'r-1',
    at: '2026-01-01T00:00:00Z',
    golden: 'g',
    repetition: 0,
    text: 'the secret answer',
    finishReason: 'stop',
    ...part,
  });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recording-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What is reported, with the folder cut off. */
async function problems(path: string): Promise<string[]> {
  const error = await readRecording(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).problems.map(({ where, what }) => `${where.replace(`${folder}/`, '')}: ${what}`);
}

const broken = (...lines: string[]) => problems(file('broken.jsonl', lines.join('\n')));

describe('readRecording', () => {
  it('groups samples by run and sorts runs by their earliest sample, then by id', async () => {
    const path = file(
      'order.jsonl',
      [
        line({ run: 'late', at: '2026-01-03T00:00:00Z' }),
        line({ run: 'b', at: '2026-01-02T00:00:00Z' }),
        line({ run: 'early', at: '2026-01-04T00:00:00Z', repetition: 1 }),
        line({ run: 'a', at: '2026-01-02T01:00:00+01:00' }),
        line({ run: 'early', at: '2026-01-01T00:00:00Z' }),
      ].join('\n'),
    );
    const { runs, source } = await readRecording(path);
    expect(source).toBe(path);
    expect(runs.map(({ run, samples }) => [run, samples.length])).toEqual([
      ['early', 2],
      ['a', 1],
      ['b', 1],
      ['late', 1],
    ]);
    expect(runs[0]?.at).toBe('2026-01-01T00:00:00Z');
  });

  it('reads gzip whatever the name, several members, and lines across chunks', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => line({ repetition: i, text: `ü😀${'x'.repeat(i % 300)}` }));
    const half = lines.length / 2;
    const members = [lines.slice(0, half), lines.slice(half)].map((part) => gzipSync(`${part.join('\n')}\n`));
    const plain = await readRecording(file('plain.jsonl', lines.join('\n')));
    const gzip = await readRecording(file('gzip.data', Buffer.concat(members)));
    expect(gzip.runs).toEqual(plain.runs);
    expect(plain.runs[0]?.samples[4999]?.text).toBe(`ü😀${'x'.repeat(4999 % 300)}`);
  });

  it('keeps unknown keys, and takes a byte-order mark, CRLF and empty lines', async () => {
    const { runs } = await readRecording(
      file(
        'tolerant.jsonl',
        `\ufeff${line({ temperature: 0.8, nested: { a: [1] } })}\r\n\r\n${line({ run: 'r-2' })}\n\n`,
      ),
    );
    expect(runs.map(({ run }) => run)).toEqual(['r-1', 'r-2']);
    expect(runs[0]?.samples[0]).toMatchObject({ temperature: 0.8, nested: { a: [1] } });
  });

  it('takes null for a key that may be left out, a time without a zone, and a failed call', async () => {
    const { runs } = await readRecording(
      file(
        'repaired.jsonl',
        [
          line({ at: '2026-01-01T09:00:00', logprobs: null, error: null, other: null }),
          line({ at: '2026-01-02', repetition: 1 }),
          line({ at: '2026-01-01 09:00:00.5+0200', repetition: 2, text: null, finishReason: null, error: 'timeout' }),
        ].join('\n'),
      ),
    );
    const samples = runs[0]?.samples ?? [];
    expect(samples.map(({ at }) => at)).toEqual([
      '2026-01-01T09:00:00Z',
      '2026-01-02T00:00:00Z',
      '2026-01-01T09:00:00.5+02:00',
    ]);
    expect(samples[0]).not.toHaveProperty('logprobs');
    expect(samples[0]).toHaveProperty('other', null);
    expect(samples[2]).toMatchObject({ error: 'timeout' });
  });

  it('reads back what was written, also draws without text or finish reason, and observes the same', async () => {
    const whole: Sample = {
      run: 'r',
      at: '2026-01-01T00:00:00Z',
      golden: 'g',
      repetition: 0,
      text: 'x',
      finishReason: 'stop',
    };
    const { finishReason: _, ...withoutReason } = whole;
    const samples: Sample[] = [
      whole,
      { ...withoutReason, repetition: 1 },
      { ...withoutReason, text: undefined, repetition: 2, toolCalls: [{ name: 'f', arguments: '{}' }] },
      { ...withoutReason, text: undefined, repetition: 3, error: 'timeout', latencyMs: 5 },
    ];
    const path = join(folder, 'written.jsonl.gz');
    expect(await writeRecording(path, samples)).toBe(4);
    const { runs } = await readRecording(path);
    const run = { run: 'r', at: whole.at };
    expect(observeRun({ ...run, samples: runs[0]?.samples ?? [] })).toEqual(observeRun({ ...run, samples }));
  });

  it('names each problem by file and line, with what came and what was expected', async () => {
    const found = await broken(
      line(),
      '{"run": "r-1", "text": "the secret answer',
      line({ golden: undefined, repetition: 1.5 }),
      line({ repetition: -1, run: '' }),
      '[1, 2]',
      line({ text: undefined, repetition: 2 }),
      line({ finishReason: undefined, repetition: 3 }),
      line({ repetition: 4, outputTokens: 0 }).replace('"outputTokens":0', '"outputTokens":1e999'),
      line({ repetition: 5, logprobs: [-0.1, 0.5] }),
      line({ repetition: 6, logprobs: [] }).replace('[]', '[-1e999]'),
      line({ repetition: 7, logprobs: [] }).replace('[]', '[NaN]'),
      line({ repetition: 8, firstTokenTop: [['a']] }),
      line({ repetition: 9, at: 'yesterday' }),
      line({ repetition: 10, toolCalls: [{ name: 'f', arguments: { city: 'Oslo' } }] }),
      line(),
    );
    expect(found).toEqual([
      'broken.jsonl:2: not JSON: ends in the middle, expected one whole JSON object a line',
      'broken.jsonl:3: golden is missing, expected a string',
      'broken.jsonl:3: repetition: expected a whole number from 0, got 1.5',
      'broken.jsonl:4: run: expected a string that is not empty, got an empty string',
      'broken.jsonl:4: repetition: expected a whole number from 0, got -1',
      'broken.jsonl:5: expected a JSON object, got a list',
      'broken.jsonl:6: text is missing, expected a string (empty if only tool calls came back), or error',
      'broken.jsonl:7: finishReason is missing, expected a string (empty if the provider gave none)',
      'broken.jsonl:8: outputTokens: expected a finite number, got Infinity',
      'broken.jsonl:9: logprobs[1]: expected a natural log of a probability, at most 0, got 0.5',
      'broken.jsonl:10: logprobs[0]: expected a finite number, got -Infinity',
      'broken.jsonl:11: not JSON: holds NaN or Infinity, expected finite numbers (leave the key out where there is none)',
      'broken.jsonl:12: firstTokenTop[0]: expected a list of [token, logprob], got a list',
      'broken.jsonl:13: at: expected an ISO 8601 time such as 2026-11-22T09:00:00Z, got "yesterday"',
      'broken.jsonl:14: toolCalls[0].arguments: expected a string, got an object',
      'broken.jsonl:15: repetition 0 of golden g in run r-1 is already on line 1, expected each draw once',
    ]);
  });

  it('never quotes a completion', async () => {
    const secret = 'the secret answer';
    const found = await broken(
      `{"text": "${secret}" x}`,
      `${secret}`,
      `"${secret}"`,
      `{"text": "${secret}`,
      line({ repetition: secret }),
      line({ logprobs: secret }),
      line({ firstTokenTop: [[secret, secret]] }),
      line({ toolCalls: [secret] }),
      line({ text: [secret] }),
    );
    expect(found).toHaveLength(9);
    expect(found.join('\n')).not.toContain('secret');
  });

  it('tells the same draw in another run, or of another golden, from a duplicate', async () => {
    const { runs } = await readRecording(
      file(
        'distinct.jsonl',
        [line(), line({ run: 'r-2' }), line({ golden: '0 g' }), line({ repetition: 1 })].join('\n'),
      ),
    );
    expect(runs.flatMap(({ samples }) => samples)).toHaveLength(4);
  });

  it('names twenty problems and counts the rest', async () => {
    const found = await broken(...Array.from({ length: 30 }, () => '{'));
    expect(found).toHaveLength(21);
    expect(found[20]).toBe('broken.jsonl: and 10 more problems');
  });

  it('gives nothing from gzip data that end too early or are damaged', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => line({ repetition: i, text: `${i * 7919}` })).join('\n');
    const gzip = gzipSync(lines);
    const [cut] = await problems(file('cut.jsonl.gz', gzip.subarray(0, gzip.length / 2)));
    expect(cut).toMatch(/^cut\.jsonl\.gz: gzip data end too early, after line \d+: the file was cut off$/);
    const damaged = Buffer.from(gzip);
    const middle = Math.floor(gzip.length / 2);
    damaged.fill(0x55, middle, middle + 40);
    expect((await problems(file('damaged.jsonl.gz', damaged))).join()).toMatch(/damaged|cut off|not JSON|not UTF-8/);
  });

  it.each([
    ['empty.jsonl', '', 'empty.jsonl: is empty, expected at least one sample'],
    ['blank.jsonl', '\n\r\n\n', 'blank.jsonl: is empty, expected at least one sample'],
    ['one-byte.jsonl', '{', 'one-byte.jsonl:1: not JSON: ends in the middle, expected one whole JSON object a line'],
    ['empty.jsonl.gz', gzipSync(''), 'empty.jsonl.gz: is empty, expected at least one sample'],
    ['latin1.jsonl', Buffer.from(line({ text: 'caf\u00e9' }), 'latin1'), 'latin1.jsonl:1: not UTF-8 text'],
  ])('turns away %s', async (name, content, expected) => {
    expect(await problems(file(name, content))).toEqual([expected]);
  });

  it('turns away a file that is not there, and a directory', async () => {
    expect(await problems(join(folder, 'missing.jsonl'))).toEqual([
      'missing.jsonl: no such file, expected recorded runs (.jsonl or .jsonl.gz)',
    ]);
    expect((await problems(folder))[0]).toMatch(/is a directory, expected a file of recorded runs/);
  });

  it('reads 50,000 samples with a bounded heap', async () => {
    const lines: string[] = [];
    for (let i = 0; i < 50_000; i++)
      lines.push(
        line({
          run: `r-${Math.floor(i / 500)}`,
          golden: `g-${i % 100}`,
          repetition: Math.floor((i % 500) / 100),
          text: `${i} ${'lorem ipsum '.repeat(15)}`,
        }),
      );
    const path = file('large.jsonl.gz', gzipSync(lines.join('\n'), { level: 1 }));
    lines.length = 0;
    const before = process.memoryUsage().heapUsed;
    const { runs } = await readRecording(path);
    expect(runs).toHaveLength(100);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(250e6);
  });
});
