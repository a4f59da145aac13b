import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: true;
  readonly inBundle?: true;
  readonly hasInstallScript?: true;
}
const { packages } = read('package-lock.json') as { readonly packages: { readonly [path: string]: Locked } };
const manifest = read('package.json');
const entries = Object.entries(packages).filter(([path]) => path !== '');

/**
 * The model engine for machines that this one is not, in its newest version: the registry that the lock file was made with
 * did not serve them yet (.ci/complete-lock.mjs). Whoever can see them: `npm view NAME@VERSION dist.integrity`.
 */
const notSeen = ['linux-riscv64', 'mac-arm64-metal', 'mac-x64', 'win-arm64', 'win-x64'].map(
  (platform) => `node_modules/@node-llama-cpp/${platform}`,
);

it('holds every package to a hash of its content', () => {
  const without = entries.filter(([path, { link, inBundle, integrity }]) => {
    const isOurs = link === true || manifest.workspaces.includes(path);
    return !isOurs && inBundle !== true && !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''); // what is bundled is in a hash already
  });
  expect(without.map(([path]) => path)).toEqual(notSeen);
});

it('takes packages from the registry in use or from this repository, and names no other place', () => {
  for (const [path, { link, resolved, version }] of entries) {
    if (link === true) expect(manifest.workspaces, path).toContain(resolved);
    else expect([resolved, version], path).toEqual([undefined, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
  }
});

it('runs no script of a package that was not looked at', () => {
  const scripts = entries.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const names = scripts.map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(names.sort()).toEqual(Object.keys(manifest.allowScripts).sort());
});

it('brings no binaries for graphics cards', () => {
  const overridden = Object.keys(manifest.overrides['node-llama-cpp']);
  expect(overridden).toHaveLength(6);
  for (const name of overridden) expect(packages[`node_modules/${name}`]).toMatchObject({ cpu: ['riscv64'] });
});
