import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function startProcess(args: readonly string[], cwd = root) {
  const child = spawn(process.execPath, ['lib/demo/model-server/main.ts', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed.err += text;
  });
  return { child, printed, closed: once(child, 'close') as Promise<[number | null]> };
}

describe('the embedded model as a process', () => {
  it('prints where it listens and how to change it, answers, and ends when told to', async () => {
    const { child, printed, closed } = startProcess(['--port', '0', '--serve', 'update']);
    while (!printed.out.includes('curl')) await once(child.stdout as NodeJS.ReadableStream, 'data');
    const [, model, baseURL] = /^(\S+) at (http:\S+)/.exec(printed.out) ?? [];
    const client = new OpenAI({ baseURL, apiKey: 'unused', maxRetries: 0 });
    expect((await client.models.list()).data[0]?.id).toBe(model);
    const control = /curl (\S+)/.exec(printed.out)?.[1] ?? '';
    expect(await (await fetch(control)).json()).toMatchObject({ stable: { variant: 'update' } });
    child.kill('SIGTERM');
    expect((await closed)[0]).toBe(0);
    expect(printed.err).toBe('');
  });

  it.each([
    ['a port that is none', ['--port', 'http'], '--port'],
    ['something that it cannot serve', ['--serve', 'gpt-5'], '--serve'],
    ['a key that is not there', ['--api-key-env', 'PINWATCH_NO_SUCH_KEY'], 'PINWATCH_NO_SUCH_KEY'],
    ['an option that it does not know', ['--temperature', '1'], '--temperature'],
  ])('refuses %s', async (_, args, named) => {
    const { printed, closed } = startProcess(args);
    expect((await closed)[0]).toBe(2);
    expect(printed.err).toContain(named);
    expect(printed.err).not.toContain('    at ');
  });

  it('says in one line what to install when node-llama-cpp is not there', async () => {
    using folder = temporaryFolder();
    const inFolder = (path: string) => join(folder.path, path);
    cpSync(join(root, 'lib/demo/model-server'), inFolder('lib/demo/model-server'), { recursive: true });
    cpSync(join(root, 'package.json'), inFolder('package.json'));
    symlinkSync(join(root, 'tiny-model'), inFolder('tiny-model'));
    mkdirSync(inFolder('node_modules'));
    symlinkSync(join(root, 'node_modules/zod'), inFolder('node_modules/zod'));
    const { printed, closed } = startProcess(['--port', '0'], folder.path);
    expect((await closed)[0]).toBe(2);
    const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(printed.err).toBe(
      'the embedded model needs node-llama-cpp, which is not installed: ' +
        `npm install node-llama-cpp@${peerDependencies['node-llama-cpp']}\n`,
    );
  });
});
