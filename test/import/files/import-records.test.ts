import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importFiles } from '../../../lib/import/files/import-files.ts';
import type { FormatName } from '../../../lib/import/formats.ts';
import { loadGoldens } from '../../../lib/project/load-goldens.ts';
import { cli } from '../../helpers/cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const write = (name: string, bytes: string | Buffer) => {
  mkdirSync(dirname(join(folder.path, name)), { recursive: true });
  writeFileSync(join(folder.path, name), bytes);
};
const importing = (bytes: string | Buffer, { format = 'openai-batch' as FormatName, strict = false } = {}) => {
  write('in', bytes);
  return importFiles(format, { files: [join(folder.path, 'in')], into: join(folder.path, 'goldens'), strict });
};
const texts = () =>
  loadGoldens(join(folder.path, 'goldens'))
    .goldens.map(({ golden }) => (golden.body.messages as unknown as [{ content: string }])[0].content)
    .sort();

const request = (content: string, more: object = {}) => ({
  custom_id: content,
  url: '/v1/chat/completions',
  body: { messages: [{ role: 'user', content }], ...more },
});
const [one, two] = [request('grüße 🙂'), request('two')];
const utf16 = (text: string, mark = '\uFEFF') => Buffer.from(mark + text, 'utf16le');
const lines = `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`;
const logLine = JSON.stringify({
  operation: 'InvokeModel',
  modelId: 'm',
  input: { inputBodyJson: { messages: [{ role: 'user', content: 'two' }] } },
});

describe('a file', () => {
  it.each<[string, string | Buffer, FormatName?]>([
    ['of lines', lines],
    ['of one list', JSON.stringify([one, two])],
    ['of one list over several lines', JSON.stringify([one, two], null, 2)],
    ['of a list a line', `${JSON.stringify([one])}\n${JSON.stringify([two])}\n`],
    [
      'of objects over several lines, one after the other',
      `${JSON.stringify(one, null, 2)}\n${JSON.stringify(two, null, 2)}\n`,
    ],
    ['of objects side by side, as Firehose leaves them', JSON.stringify(one) + JSON.stringify(two)],
    ['with a byte order mark', `\uFEFF${lines}`],
    ['with a byte order mark before a list', `\uFEFF${JSON.stringify([one, two], null, 2)}`],
    ['with line breaks of Windows and blank lines', lines.replaceAll('\n', '\r\n\r\n')],
    ['in UTF-16, as PowerShell writes it', utf16(lines)],
    ['in UTF-16 without a mark', utf16(lines, '')],
    ['in UTF-16, big-endian', utf16(lines).swap16()],
    ['in UTF-16, one list over several lines', utf16(JSON.stringify([one, two], null, 2))],
    ['that is packed, whatever its name', gzipSync(lines)],
    ['of several packed parts', Buffer.concat([gzipSync(`${JSON.stringify(one)}\n`), gzipSync(JSON.stringify(two))])],
  ])('%s is read', async (_, bytes) => {
    const { imported, notImported, notes } = await importing(bytes, { strict: true });
    expect({ imported, notImported }).toEqual({ imported: 2, notImported: [] });
    expect(texts()).toEqual(['grüße 🙂', 'two']);
    expect(notes).toEqual(
      bytes instanceof Buffer && bytes[0] !== 0x1f ? [expect.stringMatching(/in was read as UTF-16$/)] : [],
    );
  });

  it.each([
    ['exported to S3', `2026-11-01T10:00:00.000Z ${logLine}\n`],
    ['from aws logs tail', `2026-11-01T10:00:00.000000+00:00 stream/eu ${logLine}\n`],
  ])('of a log %s has the time before its JSON', async (_, text) => {
    expect(await importing(text, { format: 'bedrock-log', strict: true })).toMatchObject({ imported: 1 });
  });

  it('of a log is read with the long bodies that stand beside it, packed or not', async () => {
    const body = { messages: [{ role: 'user', content: 'two' }] };
    const long = (name: string) => ({
      operation: 'InvokeModel',
      modelId: 'm',
      input: { inputBodyS3Path: `s3://b/k/data/${name}` },
    });
    write('data/a_input.json.gz', gzipSync(JSON.stringify(body)));
    write('b_input.json', JSON.stringify({ ...body, max_tokens: 5 }));
    const text = ['a_input.json.gz', 'b_input.json', 'gone.json'].map((name) => JSON.stringify(long(name))).join('\n');
    expect(await importing(text, { format: 'bedrock-log' })).toMatchObject({
      imported: 2,
      notImported: [{ times: 1, where: expect.stringMatching(/in:3 input\.inputBodyS3Path$/) }],
    });
  });
});

describe('one odd record', () => {
  const odd: ReadonlyArray<readonly [string, string | Buffer, RegExp]> = [
    ['that is broken', '{"custom_id": oops}', /^expected JSON, got text that is broken at character 15$/],
    ['that is cut off', '{"custom_id": "a', /^expected JSON, got some that is cut off$/],
    ['of another form', '{"foo":1}', /^expected a string, got nothing$/],
    [
      'that its API would refuse',
      JSON.stringify(request('x', { temperature: 3 })),
      /^expected a number from 0 to 2, got 3: openai\.chat would refuse it$/,
    ],
    [
      'with a call that has no result',
      JSON.stringify({
        ...request('x'),
        body: {
          messages: [
            { role: 'user', content: 'x' },
            {
              role: 'assistant',
              tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
            },
          ],
        },
      }),
      /^expected the result of every tool call/,
    ],
    [
      'nested a hundred thousand times',
      `{"custom_id":"a","url":"/v1/chat/completions","body":{"messages":[{"role":"user","content":"x"}],"deep":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`,
      /^expected a record that is not nested thousands of times$/,
    ],
    [
      'in Latin-1',
      Buffer.from(JSON.stringify(request('café')), 'latin1'),
      /^expected text in UTF-8 or UTF-16, got other bytes$/,
    ],
  ];

  it.each(odd)('%s does not stop the others, is named, and is refused where it is strict', async (_, line, what) => {
    const bytes = Buffer.concat([
      Buffer.from(`${JSON.stringify(one)}\n`),
      Buffer.from(line),
      Buffer.from(`\n${JSON.stringify(two)}\n`),
    ]);
    await expect(importing(bytes, { strict: true })).rejects.toThrow(/in:2/);
    const { imported, notImported } = await importing(bytes);
    expect(imported).toBe(2);
    expect(notImported[0]).toMatchObject({
      what: expect.stringMatching(what),
      where: expect.stringMatching(/in:2( |$)/),
    });
    expect(texts()).toEqual(['grüße 🙂', 'two']);
  });

  it('of a kind that comes often is told once, with its number', async () => {
    const many = Array.from({ length: 120 }, (_, i) => JSON.stringify(request(`x${i}`, { temperature: 3 }))).join('\n');
    const { notImported } = await importing(`${JSON.stringify(one)}\n${many}`);
    expect(notImported).toEqual([
      { times: 120, what: expect.any(String), where: expect.stringMatching(/in:2 body\.temperature$/) },
    ]);
  });
});

describe('the exit code', () => {
  const embedding = { custom_id: 'e', url: '/v1/embeddings', body: { input: 'x' } };
  const run = (records: readonly object[], ...more: string[]) => {
    write('b.jsonl', records.map((record) => JSON.stringify(record)).join('\n'));
    return cli(folder.path, ['import', 'openai-batch', 'b.jsonl', ...more]);
  };

  it('is 0 where only what is no request to a model was left out, with its number', async () => {
    const { code, stdout } = await run([one, embedding]);
    expect(stdout).toContain('1 left out: requests that are none for a completion');
    expect(code).toBe(0);
  });

  it('is 1 where a request could not be imported, which is said with its place', async () => {
    const { code, stdout } = await run([one, request('x', { max_tokens: -5 })]);
    expect(stdout).toContain(
      '1 left out: expected a whole number of at least 1, got -5: openai.chat would refuse it (b.jsonl:2',
    );
    expect(code).toBe(1);
    expect(texts()).toEqual(['grüße 🙂']);
  });

  it('is 2 where it is strict, and nothing was written', async () => {
    const { code, stderr } = await run([one, request('x', { max_tokens: -5 })], '--strict');
    expect(stderr).toContain('b.jsonl:2  body.max_tokens: expected a whole number of at least 1, got -5');
    expect(code).toBe(2);
    expect(loadGoldens(join(folder.path, 'goldens')).goldens).toEqual([]);
  });
});
