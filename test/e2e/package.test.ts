import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, completion, openAiStub, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = temporaryFolder();
const modules = join(folder.path, 'node_modules');
const installed = join(modules, 'pinwatch');
const { version, dependencies, files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The package as it is installed: what is built, and of other packages only those that it depends on. */
beforeAll(() => {
  // What is wrong with types is another check's to say; it emits all the same.
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', join(installed, 'dist')], {
    cwd: root,
  });
  for (const name of ['bin', 'schemas', 'package.json'])
    cpSync(join(root, name), join(installed, name), { recursive: true });
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
});
afterAll(() => folder.remove());

const pinwatch = (args: string[], options: string[] = []) =>
  spawnSync(process.execPath, [...options, join(installed, 'bin/pinwatch.js'), ...args], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: folder.path },
  });

describe('the installed package', () => {
  it('starts without the model engine, and knows its version', () => {
    expect(pinwatch(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(pinwatch(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('pinwatch init') });
  });

  it('sets up and looks at a project', () => {
    expect(pinwatch(['init'])).toMatchObject({ status: 0, stderr: '' });
    expect(pinwatch(['lint'])).toMatchObject({ status: 1, stderr: '' });
    expect(pinwatch(['run', '--dry-run'])).toMatchObject({ status: 0, stderr: '' });
    expect(pinwatch(['status'])).toMatchObject({ status: 3, stderr: '' });
  });

  it('says in one line that Node is too old', () => {
    const old = `data:text/javascript,${encodeURIComponent("Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } })")}`;
    expect(pinwatch(['--help'], ['--import', old])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'pinwatch needs Node.js 22.18 or later, this is 20.19.0\n',
    });
    const app = spawnSync(process.execPath, ['--import', old, join(installed, 'bin/cdk-app.js')], { encoding: 'utf8' });
    expect(app).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'pinwatch needs Node.js 22.18 or later to be deployed, this is 20.19.0\n',
    });
  });

  it('finds the app of its deployment, which says what else it needs', () => {
    const found = spawnSync(process.execPath, [join(installed, 'bin/cdk-app.js')], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    expect(found.status).toBe(1);
    expect(found.stderr).toContain("Cannot find package 'aws-cdk-lib'");
  });

  describe('re-rolled from a program, as docs/reroll.md shows it', () => {
    const [ofTest = '', ofAgent = ''] = [
      ...readFileSync(join(root, 'docs/reroll.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm),
    ].map(([, code]) => code);
    const write = (files: { [name: string]: string }) => {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
    };
    beforeAll(() => {
      mkdirSync(join(folder.path, 'goldens'), { recursive: true });
      write({
        'ticket.test.ts': ofTest,
        'agent.ts': ofAgent,
        'package.json': '{ "type": "module" }',
        'goldens/ticket.yaml':
          'id: ticket\nmessages: [{ role: user, content: as JSON }]\nexpectations: [{ kind: json }]\n',
      });
    });
    const run = async (args: string[], baseURL: string) => {
      const env = { PATH: process.env.PATH ?? '', OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: 'key' };
      const child = spawn(process.execPath, args, { cwd: folder.path, env });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
      const status = await new Promise((done) => child.on('close', done));
      return { status, said };
    };

    it('is right as far as types can tell', () => {
      const compilerOptions = { noEmit: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] };
      const files = ['ticket.test.ts', 'agent.ts'];
      const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files };
      write({ 'tsconfig.json': JSON.stringify(config) });
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder.path], { encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    });

    it('passes a test where answers are as they should be, and says what fails where they are not', async () => {
      await using good = await openAiStub(answer('{}'));
      expect(await run(['--test', 'ticket.test.ts'], good.baseURL)).toMatchObject({ status: 0 });
      expect(good.requests.length).toBeLessThan(80); // 65 clean draws are enough, and those in flight are counted
      await using bad = await openAiStub(answer('Sure! {}'));
      const { status, said } = await run(['--test', 'ticket.test.ts'], bad.baseURL);
      expect({ status, said }).toEqual({ status: 1, said: expect.stringContaining('failures are above 5.0 %') });
    });

    it('calls the tools of an agent', async () => {
      await using stub = await openAiStub(({ body }, response) => {
        const last = (body.messages as { role: string; content: string }[]).at(-1);
        const call = { id: 'c1', type: 'function', function: { name: 'track_order', arguments: '{"order_id":1}' } };
        const asks = { message: { tool_calls: [call] }, choice: { finish_reason: 'tool_calls' } };
        sendJson(response, last?.role === 'tool' ? completion(last.content) : completion(null, asks));
      });
      expect(await run(['agent.ts'], stub.baseURL)).toEqual({ status: 0, said: '0 of 20\n' });
    });
  });

  it('holds what people need and nothing of the workshop', () => {
    expect(files).toEqual(expect.arrayContaining(['bin', 'dist/lib', 'schemas']));
    expect(files).not.toContain('test');
  });
});
