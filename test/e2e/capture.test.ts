import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Exchange } from '../../lib/domain/run/exchange.ts';
import { cli } from '../helpers/cli.ts';
import { anthropicMessages } from '../helpers/llm-servers/anthropic-messages.ts';
import { geminiGenerate } from '../helpers/llm-servers/gemini.ts';
import { type Arrived, type LoopbackServer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { ollamaChat } from '../helpers/llm-servers/ollama.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';
import { openaiResponses } from '../helpers/llm-servers/openai-responses.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const fixtures = join(root, 'test/fixtures/import');
const snippets = [...readFileSync(join(root, 'docs/capture.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
  ([, code = '']) => code,
);
const programs = snippets.filter((code) => !code.includes('S3Client'));

const folder = temporaryFolder();
let server: LoopbackServer;
beforeAll(async () => {
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
  server = await loopbackServer();
  server.script(answerTo);
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

function answerTo({ path, body }: Arrived) {
  const said = { text: 'Within 30 days.', usage: { input: 5, output: 5 } };
  if (path.includes('/messages')) return anthropicMessages.answer(said);
  if (path.includes(':generateContent')) return geminiGenerate.answer(said);
  if (path.includes('/api/chat')) return ollamaChat.answer(said);
  if (path.includes('/responses')) return openaiResponses.answer(said);
  const stream = body.includes('"stream":true');
  return ((stream ? openaiChat.stream : undefined) ?? openaiChat.answer)(said);
}

describe('the snippets of docs/capture.md', () => {
  it('are right as far as types can tell', () => {
    const files = snippets.map((code, i) => {
      writeFileSync(join(folder.path, `snippet-${i}.ts`), code);
      return `snippet-${i}.ts`;
    });
    const options = {
      noEmit: true,
      types: ['node'],
      paths: { 'pinwatch/capture': [join(root, 'lib/capture/index.ts')] },
    };
    const config = { extends: join(root, 'tsconfig.json'), compilerOptions: options, include: [], files };
    writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder.path], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it.each(programs.map((code, i) => [i + 1, code] as const))(
    'run: program %i records what it sends',
    async (i, code) => {
      using own = temporaryFolder();
      symlinkSync(join(root, 'node_modules'), join(own.path, 'node_modules'));
      const library = pathToFileURL(join(root, 'lib/capture/index.ts')).href;
      writeFileSync(join(own.path, 'program.ts'), code.replace("'pinwatch/capture'", `'${library}'`));
      writeFileSync(join(own.path, 'package.json'), '{"type":"module"}');
      const child = spawn(process.execPath, ['program.ts'], {
        cwd: own.path,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          PATH: process.env.PATH ?? '',
          OPENAI_API_KEY: 'key',
          OPENAI_BASE_URL: `${server.url}/v1`,
          ANTHROPIC_API_KEY: 'key',
          ANTHROPIC_BASE_URL: server.url,
          GEMINI_API_KEY: 'key',
          GOOGLE_GEMINI_BASE_URL: server.url,
          OLLAMA_HOST: server.url,
        },
      });
      let complaints = '';
      child.stderr.on('data', (chunk) => {
        complaints += chunk;
      });
      const status = await new Promise((done) => child.on('close', done));
      expect({ status, complaints }, `program ${i}`).toMatchObject({ status: 0 });

      const recordings = join(own.path, 'recordings');
      const lines = readdirSync(recordings).flatMap((name) =>
        readFileSync(join(recordings, name), 'utf8').trimEnd().split('\n'),
      );
      const exchanges = lines.map((line) => Exchange.parse(JSON.parse(line)));
      expect(exchanges.map(({ kind }) => kind)).toEqual(code.includes('withTrace') ? ['retrieval', 'llm'] : ['llm']);

      const { code: exit, stdout } = await cli(own.path, [
        'capture',
        ...readdirSync(recordings).map((name) => `recordings/${name}`),
        '--json',
      ]);
      expect({ exit, imported: JSON.parse(stdout).imported }).toEqual({ exit: 0, imported: 1 });
    },
  );
});

describe('pinwatch import', () => {
  it('says what it did, what it left out and what comes next', async () => {
    using own = temporaryFolder();
    expect(await cli(own.path, ['import', 'otel', join(fixtures, 'otel-current.jsonl'), '--into', 'g'])).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: `wrote  chat-gpt-4.1-a2978f93c3  openai.chat  reconstructed
wrote  chat-claude-2fb9c4a724  anthropic.messages  reconstructed

2 goldens of 2 records
  2 reconstructed: not all of the input is known; \`pinwatch lint\` says what
  1 left out: spans that are no requests to a model
  1 left out: spans of execute_tool
  1 left out: spans without messages: recording of content was off, or their log records are not here
  models: gpt-4.1-2025-04-14 (1), claude-sonnet-5-5 (1)

Next: pinwatch lint  what is not pinned, not limited or not known
`,
    });
    expect(readdirSync(join(own.path, 'g'))).toEqual(['chat-claude-2fb9c4a724.yaml', 'chat-gpt-4.1-a2978f93c3.yaml']);
    const again = await cli(own.path, [
      'import',
      'otel',
      join(fixtures, 'otel-current.jsonl'),
      '--into',
      'g',
      '--dry-run',
    ]);
    expect(again.stdout).toContain(
      '0 goldens, nothing was written, of 2 records\n  2 requests left out: a golden already\n',
    );
  });

  it('refuses what is wrong with every place, writes nothing and exits with 2', async () => {
    using own = temporaryFolder();
    writeFileSync(join(own.path, 'b.jsonl'), '{"custom_id":"a"}\nnonsense\n');
    expect(await cli(own.path, ['import', 'openai-batch', 'b.jsonl'])).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `2 problems, nothing was done
  b.jsonl:1  body: expected an object, got nothing
  b.jsonl:2  expected JSON, got other text
`,
    });
    expect(readdirSync(own.path)).toEqual(['b.jsonl']);
    expect(await cli(own.path, ['import', 'openai', 'b.jsonl'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('  format  expected one of openai-batch, anthropic-batch,'),
    });
  });
});
