import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientLibraries, libraryProblem, serves } from '../../lib/providers/shared/client-library.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const main = read('package.json');
const beside: readonly { readonly name: string; readonly version: string; readonly dependencies?: object }[] =
  main.workspaces.map((folder: string) => read(`${folder}/package.json`));

describe('the packages of this repository', () => {
  it('have one version, and ask for each other in that version', () => {
    expect(beside.map(({ name }) => name).sort()).toEqual(['pinwatch-capture', 'pinwatch-demo', 'pinwatch-lambdas']);
    for (const { name, version } of beside) {
      expect(version, name).toBe(main.version);
      expect(main.dependencies[name] ?? main.peerDependencies[name], name).toBe(main.version);
    }
  });

  it('bring their license', () => {
    const license = readFileSync(join(root, 'LICENSE'), 'utf8');
    for (const folder of main.workspaces) expect(readFileSync(join(root, folder, 'LICENSE'), 'utf8')).toBe(license);
  });

  it('depend on nothing, but for the main one', () => {
    for (const { name, dependencies } of beside) expect(dependencies, name).toBeUndefined();
  });

  it('ask for no library that only some people need, and name the tested version where one is missing', () => {
    for (const [library, version] of Object.entries(clientLibraries)) {
      expect(main.dependencies[library], library).toBeUndefined();
      expect(main.devDependencies[library], library).toBe(version);
      expect(main.peerDependencies[library], library).toBeDefined();
    }
    expect(Object.keys(main.peerDependenciesMeta)).toEqual(Object.keys(main.peerDependencies));
    for (const meta of Object.values(main.peerDependenciesMeta)) expect(meta).toEqual({ optional: true });
  });

  it('are exact about what they depend on', () => {
    const exact = /^(npm:[@\w/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;
    const overrides = Object.values<Record<string, string>>(main.overrides).flatMap((of) => Object.values(of));
    const all = [
      ...Object.values<string>(main.dependencies),
      ...Object.values<string>(main.devDependencies),
      ...overrides,
    ];
    expect(all.filter((version) => !exact.test(version))).toEqual([]);
  });
});

describe('a client library', () => {
  it('that is installed in the tested version has no problem', () => {
    for (const library of Object.keys(clientLibraries))
      expect(libraryProblem(library as keyof typeof clientLibraries, 'x')).toBeUndefined();
  });

  it.each([
    ['1.12.0', '1.12.0', true],
    ['1.13.0', '1.12.0', true],
    ['1.12.9-beta.1', '1.12.0', true],
    ['1.11.9', '1.12.0', false],
    ['2.0.0', '1.12.0', false],
    ['0.6.5', '0.6.4', true],
    ['0.6.3', '0.6.4', false],
    ['0.7.0', '0.6.4', false],
    ['1.0.0', '0.6.4', false],
  ])('of version %s serves where %s is needed: %s', (found, needed, expected) => {
    expect(serves(found, needed)).toBe(expected);
  });
});
