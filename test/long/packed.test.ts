import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientLibraries } from '../../lib/providers/shared/client-library.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

// What is published, as somebody installs it in an empty folder: packed here, with everything else from the registry.
const root = resolve(import.meta.dirname, '../..');
const { version, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = temporaryFolder();
const [tarballs, app, alone] = ['tarballs', 'app', 'alone'].map((name) => join(folder.path, name)) as [
  string,
  string,
  string,
];
const tarball = (name: string) => join(tarballs, `${name}-${version}.tgz`);

interface Packed {
  readonly name: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}
let packed: { readonly [name: string]: Packed } = {};
let offline: string | undefined;

const npm = (cwd: string, args: readonly string[]) =>
  spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, encoding: 'utf8' });

/** Installs in a folder. @throws unless it works, or nobody answers: then the tests that need it say that they are skipped. */
function install(cwd: string, names: readonly string[]): void {
  mkdirSync(cwd, { recursive: true });
  if (!existsSync(join(cwd, 'package.json'))) writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
  const { status, stderr } = npm(cwd, ['install', '--prefer-offline', ...names.map(tarball)]);
  if (status === 0) return;
  if (process.env.CI === 'true' || !/ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|ENOTCACHED/.test(stderr))
    throw new Error(stderr);
  offline = 'the package registry does not answer, so nothing can be installed';
}

beforeAll(() => {
  mkdirSync(tarballs);
  const { status, stdout, stderr } = npm(root, [
    'pack',
    '--json',
    '--workspaces',
    '--include-workspace-root',
    '--pack-destination',
    tarballs,
  ]);
  if (status !== 0) throw new Error(stderr);
  const all = JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as
    | readonly Packed[]
    | { readonly [name: string]: Packed };
  packed = Object.fromEntries(Object.values(all).map((one) => [one.name, one]));
  install(alone, ['pinwatch-capture']);
  install(app, ['pinwatch', 'pinwatch-capture']);
}, 600_000); // packs, builds and installs: a minute, on a machine that does nothing else
afterAll(() => folder.remove());

function installedIn(cwd: string): { readonly packages: number; readonly bytes: number } {
  const { packages } = JSON.parse(readFileSync(join(cwd, 'node_modules/.package-lock.json'), 'utf8'));
  const files = readdirSync(join(cwd, 'node_modules'), { recursive: true, withFileTypes: true });
  const bytes = files.map((file) => (file.isFile() ? lstatSync(join(file.parentPath, file.name)).size : 0));
  return { packages: Object.keys(packages).length, bytes: bytes.reduce((sum, size) => sum + size, 0) };
}

const run = (args: readonly string[], env: { readonly [name: string]: string } = {}) =>
  spawnSync(process.execPath, args, {
    cwd: app,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: folder.path, ...env },
  });
const pinwatch = (args: readonly string[], env: { readonly [name: string]: string } = {}) =>
  run(['node_modules/pinwatch/bin/pinwatch.js', ...args], env);

/** What a checkout has installed, as if it had been installed here. */
function borrow(name: string): Disposable {
  const place = join(app, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), place);
  return { [Symbol.dispose]: () => rmSync(place) };
}

describe('the tarballs', () => {
  it('hold what belongs into each, and no more', () => {
    const paths = (name: string) => packed[name]?.files.map(({ path }) => path) ?? [];
    const main = paths('pinwatch');
    expect(main).toEqual(
      expect.arrayContaining(['bin/pinwatch.js', 'dist/lib/index.js', 'dist/lib/index.d.ts', 'README.md']),
    );
    expect(main.filter((path) => /\.gguf$|\.mjs$|\.map$|^test|^lambdas|^lib|^dist\/lib\/capture\//.test(path))).toEqual(
      [],
    );
    expect(packed.pinwatch?.unpackedSize).toBeLessThan(5.8e6); // the page of serve and the API's description are 0.8 of it
    expect(paths('pinwatch-lambdas').filter((path) => path.endsWith('index.mjs'))).toHaveLength(9);
    expect(paths('pinwatch-demo').filter((path) => path.endsWith('.gguf'))).toHaveLength(4);
  });

  it('of capture are below 100 kB, packed and unpacked together', () => {
    const { size = 0, unpackedSize = 0 } = packed['pinwatch-capture'] ?? {};
    expect(unpackedSize).toBeGreaterThan(10_000);
    expect(size + unpackedSize).toBeLessThan(100_000);
  });
});

describe('capture, installed alone', () => {
  it('brings nothing else, and records', ({ skip }) => {
    skip(offline !== undefined, offline);
    expect(installedIn(alone)).toEqual({ packages: 1, bytes: expect.any(Number) });
    const program = `
      import { recordingFetch, ConfigError } from 'pinwatch-capture';
      const seen = [];
      const fetch = recordingFetch({ sink: (exchange) => seen.push(exchange), fetch: async () => new Response('{"a":1}') });
      await (await fetch('http://localhost/v1/chat/completions', { method: 'POST', body: '{}' })).text();
      await fetch.flush();
      try { recordingFetch({}); } catch (error) { seen.push(error instanceof ConfigError, error.message); }
      console.log(JSON.stringify([seen[0].api, seen[0].response.body, ...seen.slice(1)]));`;
    writeFileSync(join(alone, 'program.js'), program);
    const { stdout, stderr } = spawnSync(process.execPath, ['program.js'], { cwd: alone, encoding: 'utf8' });
    expect({ said: JSON.parse(stdout), stderr }).toEqual({
      said: ['openai.chat', '{"a":1}', true, 'sink: expected a sink or a function'],
      stderr: '',
    });
  });

  it('has types that need no other package', ({ skip }) => {
    skip(offline !== undefined, offline);
    const program = `import { type Exchange, type RecordingCounts, recordingFetch, s3Sink } from 'pinwatch-capture';
      const fetch = recordingFetch({ sink: (exchange: Exchange) => void (exchange.kind === 'llm' ? exchange.api : exchange.name) });
      const counts: RecordingCounts = fetch.counts;
      const sink = s3Sink({ bucket: 'b', client: { send: async () => {} } });
      export const all: readonly number[] = [counts.unsupported, sink.batching?.maxEntries ?? 0];
      // @ts-expect-error: it is a number
      export const text: string = counts.failed;`;
    writeFileSync(join(alone, 'program.ts'), program);
    const compilerOptions = {
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files: ['program.ts'] };
    writeFileSync(join(alone, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', alone], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});

describe('pinwatch, installed', () => {
  it('brings fewer than 60 packages of less than 60 MB together', ({ skip }) => {
    skip(offline !== undefined, offline);
    const { packages, bytes } = installedIn(app);
    const figures = `${packages} packages, ${(bytes / 1e6).toFixed(1)} MB`;
    console.log(`pinwatch in an empty folder: ${figures}`);
    expect(packages, figures).toBeLessThan(60);
    expect(bytes, figures).toBeLessThan(60e6);
  });

  it('works from the command line', ({ skip }) => {
    skip(offline !== undefined, offline);
    expect(pinwatch(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(pinwatch(['init'])).toMatchObject({ status: 0, stderr: '' });
    expect(pinwatch(['run', '--dry-run'])).toMatchObject({ status: 0, stderr: '' });
    expect(pinwatch(['status'])).toMatchObject({ status: 3, stderr: '' });
  });

  it('has capture under the name that it always had', ({ skip }) => {
    skip(offline !== undefined, offline);
    const program = `import * as a from 'pinwatch/capture'; import * as b from 'pinwatch-capture';
      console.log(a.recordingFetch === b.recordingFetch, Object.keys(a).length === Object.keys(b).length);`;
    expect(run(['--input-type=module', '--eval', program])).toMatchObject({ stdout: 'true true\n', stderr: '' });
  });

  const keys = { ANTHROPIC_API_KEY: 'k', GEMINI_API_KEY: 'k', GOOGLE_CLOUD_PROJECT: 'p' };
  it.for([
    ['anthropic', '@anthropic-ai/sdk'],
    ['gemini', '@google/genai'],
    ['vertex', '@google/genai'],
    ['ollama', 'ollama'],
  ] as const)('says what %s needs before anything is sent, in one sentence', ([provider, library], { skip }) => {
    skip(offline !== undefined, offline);
    const project = `version: 1\nendpoints:\n  - { id: a, provider: ${provider}, model: m-2026-01-01 }\n`;
    writeFileSync(join(app, `${provider}.yaml`), project);
    const { status, stderr } = pinwatch(['models', '--config', `${provider}.yaml`], keys);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(
        `provider ${provider} needs its client library: npm install ${library}@${clientLibraries[library]}`,
      ),
    });
    expect(stderr.split('\n').filter((line) => line.includes('npm install'))).toHaveLength(1);
    using _ = borrow(library);
    expect(pinwatch(['run', '--config', `${provider}.yaml`], keys).stderr).not.toContain('client library');
  });

  it('records a library that is missing as a refusal of that endpoint, and says so', ({ skip }) => {
    skip(offline !== undefined, offline);
    mkdirSync(join(app, 'lacking/goldens'), { recursive: true });
    const endpoint = '{ id: a, provider: ollama, model: m-2026-01-01, repetitions: 2 }';
    writeFileSync(join(app, 'lacking/pinwatch.yaml'), `version: 1\nendpoints:\n  - ${endpoint}\n`);
    writeFileSync(
      join(app, 'lacking/goldens/one.yaml'),
      'id: one\napi: ollama.chat\nmessages:\n  - { role: user, content: Hello }\n',
    );
    const made = pinwatch(['run', '--config', 'lacking/pinwatch.yaml', '--json']);
    expect(made.stderr).toContain(`npm install ollama@${clientLibraries.ollama}`);
    expect(made.status).toBe(3);
    expect(JSON.parse(made.stdout).runs).toMatchObject([{ run: { planned: 2, completed: 0, failed: 2 } }]);
    expect(pinwatch(['show', 'a', '--config', 'lacking/pinwatch.yaml']).stdout).toContain('not-installed');
  });

  it('says what a deployed monitor needs', ({ skip }) => {
    skip(offline !== undefined, offline);
    const library = '@aws-sdk/client-cloudformation';
    expect(pinwatch(['status', '--stack', 'X'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        `--stack needs its client library: npm install ${library}@${clientLibraries[library]}`,
      ),
    });
  });

  it('says what the demo needs, and leaves no folder behind', ({ skip }) => {
    skip(offline !== undefined, offline);
    const { status, stderr } = pinwatch(['demo']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(
        `npm install pinwatch-demo@${version} node-llama-cpp@${devDependencies['node-llama-cpp']}`,
      ),
    });
    expect(existsSync(join(app, 'pinwatch-demo'))).toBe(false);
  });

  it('says what a deployment needs, and with that synthesizes; finds the model where that is installed', ({ skip }) => {
    skip(offline !== undefined, offline);
    const synthesize = () => {
      using _cdk = borrow('aws-cdk-lib');
      using _constructs = borrow('constructs');
      return run(['node_modules/pinwatch/bin/cdk-app.js'], { CDK_OUTDIR: join(app, 'cdk.out') });
    };
    expect(synthesize()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`npm install --save-dev pinwatch-lambdas@${version}`),
    });
    install(app, ['pinwatch-lambdas', 'pinwatch-demo']);
    expect(synthesize().status).toBe(0);
    const assets = readdirSync(join(app, 'cdk.out')).filter((name) =>
      existsSync(join(app, 'cdk.out', name, 'index.mjs')),
    );
    expect(assets).toHaveLength(8);
    const program = `import { modelDirectory } from './node_modules/pinwatch/dist/lib/demo/model-server/model-files.js';
      console.log(modelDirectory());`;
    expect(run(['--input-type=module', '--eval', program]).stdout).toContain('node_modules/pinwatch-demo');
  });
});
