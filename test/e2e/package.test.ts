import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  });

  it('holds what people need and nothing of the workshop', () => {
    expect(files).toEqual(expect.arrayContaining(['bin', 'dist', 'schemas']));
    expect(files).not.toContain('test');
  });
});
