import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../lib/domain/errors.ts';
import { importFiles, importRecordings } from '../../../lib/import/files/import-files.ts';
import { jsonValues } from '../../../lib/import/files/json-values.ts';
import type { FormatName } from '../../../lib/import/formats.ts';
import { loadGoldens } from '../../../lib/project/load-goldens.ts';
import { writeFiles } from '../../helpers/cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/import');
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const at = (name: string) => join(folder.path, name);
const into = () => at('goldens');
const loaded = () => {
  const { goldens, problems } = loadGoldens(into());
  expect(problems).toEqual([]);
  return goldens.map(({ golden }) => golden);
};
const batchLine = (id: string, content: string, more: object = {}) =>
  `${JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body: { model: 'm', messages: [{ role: 'user', content }], ...more } })}\n`;
const importBatch = (text: string, more: { dryRun?: boolean; strict?: boolean } = {}) => {
  writeFiles(folder.path, { 'batch.jsonl': text });
  return importFiles('openai-batch', { files: [at('batch.jsonl')], into: into(), ...more });
};
const problemsOf = async (importing: Promise<unknown>) => {
  const error = await importing.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).problems.map(({ where, what }) => `${where.replace(`${folder.path}/`, '')} ${what}`);
};

it.each<[FormatName, string, number]>([
  ['openai-batch', 'openai-batch.jsonl', 2],
  ['anthropic-batch', 'anthropic-batch.jsonl', 2],
  ['bedrock-batch', 'bedrock-batch.jsonl', 2],
  ['bedrock-log', 'bedrock-log.jsonl', 2],
  ['otel', 'otel-current.jsonl', 2],
  ['otel', 'otel-legacy.json', 3],
  ['langfuse', 'langfuse.json', 3],
  ['langsmith', 'langsmith.jsonl', 2],
  ['promptfoo', 'promptfooconfig.yaml', 8],
])('goldens of %s from %s load again, and importing them again changes nothing', async (format, file, count) => {
  const files = [join(fixtures, file)];
  const first = await importFiles(format, { files, into: into() });
  expect(first).toMatchObject({ imported: count, alreadyThere: 0, files: { length: count } });
  const goldens = loaded();
  expect(goldens.map(({ id, version }) => ({ id, version })).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
    first.goldens.map(({ id, version }) => ({ id, version })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  for (const { provenance, missing } of goldens)
    expect(provenance).toBe(missing === undefined ? 'captured' : 'reconstructed');
  const before = readdirSync(into());
  expect(await importFiles(format, { files, into: into() })).toMatchObject({
    imported: 0,
    alreadyThere: first.imported + first.repeated,
  });
  expect(readdirSync(into())).toEqual(before);
});

describe('a golden that is written', () => {
  it('has the body that was read, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
        fc.string({ unit: 'binary' }),
        async (value, text) => {
          using own = temporaryFolder();
          const body = {
            model: 'm',
            messages: [{ role: 'user', content: text }],
            value,
            'y: "n"': 'no',
            on: '1e3',
            time: '2026-01-01',
          };
          const file = join(own.path, 'b.jsonl');
          writeFileSync(file, `${JSON.stringify({ custom_id: 'a', url: '/v1/chat/completions', body })}\n`);
          await importFiles('openai-batch', { files: [file], into: join(own.path, 'g') });
          const { goldens, problems } = loadGoldens(join(own.path, 'g'));
          expect(problems).toEqual([]);
          expect(JSON.stringify(goldens[0]?.golden.body)).toBe(JSON.stringify(JSON.parse(JSON.stringify(body))));
        },
      ),
      { seed: 7, numRuns: 30 },
    );
  }, 30_000);

  it('is a file that people can read: what it is first, texts as they stand, nothing by reference', async () => {
    const schema = { type: 'object' };
    const long = `${'a long line '.repeat(20)}\nand another`;
    await importBatch(batchLine('a', long, { one: schema, two: schema }));
    expect(readFileSync(join(into(), 'a.yaml'), 'utf8')).toBe(`id: a
api: openai.chat
provenance: captured
body:
  model: m
  messages:
    - role: user
      content: |-
        ${long.replace('\n', '\n        ')}
  one:
    type: object
  two:
    type: object
`);
  });

  it('gets an id of its own where another golden has the name, and never its file', async () => {
    await importBatch(batchLine('a', 'one'));
    const before = readFileSync(join(into(), 'a.yaml'), 'utf8');
    const report = await importBatch(batchLine('a', 'one') + batchLine('A', 'two') + batchLine('b', 'two'));
    expect(report).toMatchObject({ imported: 1, alreadyThere: 1, repeated: 1 });
    expect(readFileSync(join(into(), 'a.yaml'), 'utf8')).toBe(before);
    expect(loaded().map(({ id }) => id)).toEqual([expect.stringMatching(/^a-[0-9a-f]{10}$/), 'a']);
  });

  it('is one of JSON Lines where there are more than people read', async () => {
    const many = Array.from({ length: 201 }, (_, i) => batchLine(`t${i}`, `question ${i}`)).join('');
    const { files, imported } = await importBatch(many);
    expect({ imported, files }).toEqual({
      imported: 201,
      files: [expect.stringMatching(/imported-[0-9a-f]{10}\.jsonl$/)],
    });
    expect(loaded()).toHaveLength(201);
    expect((await importBatch(many)).alreadyThere).toBe(201);
  });
});

describe('a dry run', () => {
  it('says the same and writes nothing', async () => {
    const dry = await importBatch(batchLine('a', 'one'), { dryRun: true });
    expect(readdirSync(folder.path)).toEqual(['batch.jsonl']);
    const { files: _, ...real } = await importBatch(batchLine('a', 'one'));
    expect(dry).toEqual({ ...real, files: [] });
  });
});

describe('bad input', () => {
  const nothingWritten = () => expect(readdirSync(folder.path)).toEqual(['batch.jsonl']);

  it('names every line that is wrong, with what was expected, and where it is strict imports none of the others', async () => {
    const text = `${batchLine('a', 'fine')}{"custom_id": "b", broken a secret prompt}\n\n${batchLine('c', 'fine')}{"custom_id":"d","url":"/v1/chat/completions"}\n"text"\n{"custom_id":"e","url":"/v1/ch`;
    expect(await problemsOf(importBatch(text, { strict: true }))).toEqual([
      'batch.jsonl:2 expected JSON, got text that is broken at character 20',
      'batch.jsonl:5 body: expected an object, got nothing',
      'batch.jsonl:6 expected an object with custom_id, url and body, got a string',
      'batch.jsonl:7 expected JSON, got some that is cut off',
    ]);
    nothingWritten();
  });

  it('names the first fifty problems and counts the rest', async () => {
    const problems = await problemsOf(importBatch('{}\n'.repeat(40)));
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toBe('import and 30 more problems');
  });

  it('that holds no request says what it holds instead', async () => {
    const embeddings = '{"custom_id":"a","url":"/v1/embeddings","body":{}}\n';
    expect(await problemsOf(importBatch(embeddings + embeddings.replace('"a"', '"b"')))).toEqual([
      'import expected at least one request to make a golden of (input files of the OpenAI Batch API), got 2 requests that are none for a completion',
    ]);
    expect(await problemsOf(importBatch(''))).toEqual([expect.stringMatching(/got nothing$/)]);
    nothingWritten();
  });

  it('is a file that is not there, a folder, or damaged gzip', async () => {
    writeFileSync(at('broken.gz'), gzipSync(batchLine('a', 'one')).subarray(0, 40));
    const problems = async (name: string) => problemsOf(importFiles('otel', { files: [at(name)], into: into() }));
    expect(await problems('gone.jsonl')).toEqual(['gone.jsonl expected a file, got nothing']);
    expect(await problems('broken.gz')).toEqual(['broken.gz expected gzip data, got damaged ones']);
    mkdirSync(at('sub'));
    expect(await problems('sub')).toEqual(['sub expected a file, got a folder']);
  });

  it('in the folder of the goldens has to be mended first', async () => {
    writeFiles(folder.path, { 'goldens/a.yaml': 'id: A\nmessages: [{ role: user }]\n' });
    expect((await problemsOf(importBatch(batchLine('b', 'one'))))[0]).toContain('goldens/a.yaml:1:5 id: expected');
  });

  it('in YAML is named with line and column', async () => {
    writeFiles(folder.path, { 'p.yaml': 'providers: [openai:gpt-4.1]\nprompts:\n  - fine\n  - "{{ gone }}"\n' });
    const strict = { files: [at('p.yaml')], into: into(), strict: true };
    expect(await problemsOf(importFiles('promptfoo', strict))).toEqual([
      'p.yaml:4:5 prompts[1]: with the variables of tests: expected a variable "gone", got none',
    ]);
    writeFiles(folder.path, { 'p.yaml': 'providers: [\n' });
    expect((await problemsOf(importFiles('promptfoo', { files: [at('p.yaml')], into: into() })))[0]).toMatch(
      /^p\.yaml:2:1 /,
    );
  });

  it('is not quietly half of what was expected: other assertions about the same input are told', async () => {
    const test = (assert: string) => `  - { vars: { a: x }, assert: [{ type: ${assert} }] }\n`;
    writeFiles(folder.path, {
      'p.yaml': `providers: [openai:gpt-4.1]\nprompts: ['{{ a }}']\ntests:\n${test('is-json')}${test('contains, value: y')}${test('is-json')}`,
    });
    expect(await importFiles('promptfoo', { files: [at('p.yaml')], into: into() })).toMatchObject({
      imported: 1,
      repeated: 2,
      leftOut: { 'other expectations of an input that came before': 1 },
    });
  });

  it('in a list is named with the line on which its element begins; a list without its end is wrong', async () => {
    writeFiles(folder.path, {
      'l.json': '[\n  { "type": "SPAN" },\n  {\n    "type": "GENERATION", "input": {} },\n  nonsense\n',
    });
    expect(await problemsOf(importFiles('langfuse', { files: [at('l.json')], into: into() }))).toEqual([
      'l.json:3 input: expected messages or a text, got an object of another form',
      'l.json:5 expected JSON, got other text',
    ]);
    writeFiles(folder.path, { 'l.json': '[{"type":"GENERATION","model":"gpt-4.1","input":"Hi"},\n' });
    const strict = { files: [at('l.json')], into: into(), strict: true };
    expect(await problemsOf(importFiles('langfuse', strict))).toEqual([
      'l.json:2 expected JSON, got some that is cut off',
    ]);
  });
});

describe('one document over several lines', () => {
  const requests = (last: string) =>
    `{"requests": [{"custom_id":"a","params":{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}]}},
{"custom_id":"b","params":{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"y"}]}},
${last}]}\n`;
  const importing = (text: string) => {
    writeFiles(folder.path, { 'r.json': text });
    return importFiles('anthropic-batch', { files: [at('r.json')], into: into(), strict: true });
  };

  it('is read however its lines are broken', async () => {
    const last = '{"custom_id":"c","params":{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"z"}]}}';
    expect(await importing(requests(last))).toMatchObject({ records: 1, imported: 3 });
    expect(await importing(JSON.stringify(JSON.parse(requests(last)), null, 2))).toMatchObject({ alreadyThere: 3 });
    expect(await importing(JSON.stringify(JSON.parse(requests(last))))).toMatchObject({ alreadyThere: 3 });
  });

  it('is named with line and column where it is broken, and with the path where it is wrong', async () => {
    expect(await problemsOf(importing(requests('{"custom_id": oops}')))).toEqual([
      'r.json:3:15 expected JSON, got text that is broken here',
    ]);
    expect(await problemsOf(importing(requests('{"custom_id":"c","parms":{}}')))).toEqual([
      'r.json:1 requests[2].params: expected an object, got nothing',
    ]);
  });

  it('is not taken for lines of which the first is damaged', async () => {
    const line = '{"custom_id":"a","params":{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}]}}\n';
    expect(await problemsOf(importing(`${line.slice(0, 40)}\n${line}${line}`))).toEqual([
      'r.json:1 expected JSON, got some that is cut off',
    ]);
  });

  it('can come through a pipe, which is read only once', async () => {
    const fifo = at('pipe');
    execFileSync('mkfifo', [fifo]);
    const importing = importFiles('anthropic-batch', { files: [fifo], into: into() });
    const last = '{"custom_id":"c","params":{"max_tokens":5,"messages":[{"role":"user","content":"z"}]}}';
    await writeFile(fifo, requests(last));
    expect(await importing).toMatchObject({ imported: 3 });
  });
});

describe('an import that is stopped', () => {
  it('leaves nothing behind', async () => {
    writeFiles(folder.path, { 'batch.jsonl': batchLine('a', 'one') + batchLine('b', 'two') });
    const stop = AbortSignal.abort();
    const importing = importFiles('openai-batch', { files: [at('batch.jsonl')], into: into(), stop });
    await expect(importing).rejects.toThrow('stopped: nothing was imported');
    expect(readdirSync(folder.path)).toEqual(['batch.jsonl']);
  });

  it('by a kill is cleared away by the next one; one that is under way is left alone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']); // of a process that is no more
    mkdirSync(at(`.goldens-importing-${hostname()}-${pid}-abc`));
    writeFileSync(at(`.goldens-importing-${hostname()}-${pid}-abc/goldens.jsonl`), 'a prompt');
    mkdirSync(at(`.goldens-importing-${hostname()}-${process.ppid}-abc`));
    await importBatch(batchLine('a', 'one'));
    expect(readdirSync(folder.path).sort()).toEqual([
      `.goldens-importing-${hostname()}-${process.ppid}-abc`,
      'batch.jsonl',
      'goldens',
    ]);
  });

  it('makes a new folder of goldens at once, and files in one that is there without letting go', async () => {
    const seen: number[] = [];
    const watch = () => existsSync(into()) && seen.push(readdirSync(into()).length);
    const watching = setInterval(watch, 0);
    const many = (from: number) =>
      Array.from({ length: 150 }, (_, i) => batchLine(`t-${from + i}`, `n ${from + i}`)).join('');
    await importBatch(many(0));
    await importBatch(many(200));
    watch();
    clearInterval(watching);
    expect([...new Set(seen)].filter((files) => files !== 150 && files !== 300)).toEqual([]);
  });
});

describe('recordings', () => {
  const line = (body: string, more: object = {}) =>
    `${JSON.stringify({ schema: 'exchange/1', kind: 'llm', id: 'e', at: '2026-11-22T09:00:00Z', latencyMs: 1, request: { method: 'POST', url: 'http://h/v1/messages', headers: {}, body, ...more } })}\n`;
  const importing = (text: string, name = 'r.jsonl', strict = false) => {
    writeFiles(folder.path, { [name]: text });
    return importRecordings({ files: [at(name)], into: into(), strict });
  };

  it('give the exact body; one that would be sent again with other bytes says so', async () => {
    await importing(
      line('{"b":1,"a":[1.5]}') + line('{ "b": 1.0 }') + line('{"b":"[redacted]"}', { redacted: ['$.b'] }),
    );
    expect(
      loaded()
        .map(({ body, missing = [] }) => [JSON.stringify(body), ...missing])
        .sort(),
    ).toEqual([
      ['{"b":"[redacted]"}', 'what was redacted at $.b'],
      ['{"b":1,"a":[1.5]}'],
      ['{"b":1}', 'white space or spelling of numbers in the exact body'],
    ]);
  });

  it('may end in the middle of a line while they are being written', async () => {
    const cut = line('{"b":2}').slice(0, 60);
    expect(await importing(line('{"b":1}') + cut)).toMatchObject({
      imported: 1,
      leftOut: { 'last lines that are cut off': 1 },
    });
    expect(await problemsOf(importing(`${cut}\n${line('{"b":3}')}`, 'r.jsonl', true))).toEqual([
      'r.jsonl:1 expected JSON, got some that is cut off',
    ]);
  });

  it('leave out what no golden can be made of, each kind with its number', async () => {
    const tool =
      '{"schema":"exchange/1","kind":"tool","id":"t","at":"2026-11-22T09:00:00Z","latencyMs":1,"name":"a"}\n';
    const failed = line('{"c":1}').replace(
      '"request"',
      '"response":{"status":400,"headers":{},"complete":true},"request"',
    );
    expect(await importing(line('{"b":1}') + tool + tool + failed)).toMatchObject({
      imported: 1,
      leftOut: { 'tool calls outside of a trace': 2, 'requests that the server answered with an error': 1 },
    });
    const wrong =
      '{"schema":"exchange/2","kind":"llm"}\n{"foo":1}\n{"schema":"exchange/1","kind":"tool","id":"e","at":"noon","latencyMs":-1,"name":7}\n';
    expect(await problemsOf(importing(wrong))).toEqual([
      'r.jsonl:1 schema: expected exchange/1, got another: it was recorded by another version',
      'r.jsonl:2 kind: expected one of llm, tool, retrieval, got nothing',
      'r.jsonl:3 at: expected a time such as 2026-11-22T09:00:00Z, got a string',
      'r.jsonl:3 latencyMs: expected at least 0, got a number',
      'r.jsonl:3 name: expected a string, got a number',
    ]);
  });

  it('are unpacked', async () => {
    writeFileSync(at('r.jsonl.gz'), gzipSync(line('{"b":1}')));
    expect(await importRecordings({ files: [at('r.jsonl.gz')], into: into() })).toMatchObject({ imported: 1 });
    expect(existsSync(join(into(), loaded()[0]?.id.concat('.yaml') ?? ''))).toBe(true);
  });
});

it('is not misled by quotes, brackets and commas in the texts of a list', async () => {
  const list = ['"', '\\', '\\"],[', { 'a"': '}, {' }, '['];
  async function* chunks() {
    yield Buffer.from(JSON.stringify(list));
  }
  const found: unknown[] = [];
  for await (const { text } of jsonValues(chunks())) found.push(JSON.parse(text));
  expect(found).toEqual(list);
});

it('cuts a list into its elements, however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' })),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(undefined, 1, '\t'),
      async (list, size, indent) => {
        const bytes = Buffer.from(JSON.stringify(list, null, indent));
        async function* chunks() {
          for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
        }
        const found: unknown[] = [];
        for await (const { text } of jsonValues(chunks())) found.push(JSON.parse(text));
        expect(found).toEqual(JSON.parse(JSON.stringify(list)));
      },
    ),
    { seed: 3, numRuns: 300 },
  );
});

it('goldens are put into a folder that is a link, too', async () => {
  mkdirSync(at('real'));
  symlinkSync('real', into());
  expect(await importBatch(batchLine('a', 'hello'))).toMatchObject({ imported: 1, files: [join(into(), 'a.yaml')] });
  expect(readdirSync(at('real'))).toEqual(['a.yaml']);
  expect(readdirSync(folder.path).sort()).toEqual(['batch.jsonl', 'goldens', 'real']);
});
