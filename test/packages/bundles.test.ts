import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { bundleHandlers } from '../../bundling/bundle-handlers.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A repository with one handler, which imports one file. */
function smallRepository() {
  const folder = temporaryFolder();
  const write = (path: string, text: string) => writeFileSync(join(folder.path, path), text);
  for (const name of ['lambdas', 'lib']) mkdirSync(join(folder.path, name));
  symlinkSync(resolve(import.meta.dirname, '../../bundling'), join(folder.path, 'bundling'));
  write('lambdas/plan.ts', `import { said } from '../lib/said.ts';\nexport const handler = async () => said;\n`);
  write('lib/said.ts', `export const said = 'first';\n`);
  write('lib/other.ts', `export const other = 1;\n`);
  const bundle = join(folder.path, 'lambdas/dist/plan/index.mjs');
  return {
    root: folder.path,
    write,
    text: () => readFileSync(bundle, 'utf8'),
    bundle,
    [Symbol.dispose]: folder.remove,
  };
}

it('bundles what has changed, and nothing else again', async () => {
  using repository = smallRepository();
  const { root, write, text, bundle } = repository;
  expect(await bundleHandlers(root)).toMatchObject([{ name: 'plan', bytes: expect.any(Number) }]);
  expect(text()).toContain('first');
  const { mtimeMs } = statSync(bundle);

  write('lib/other.ts', `export const other = 2;\n`); // nobody imports it
  write('lib/said.ts', `export const said = 'first';\n`); // the same, written anew
  expect(await bundleHandlers(root)).toBeUndefined();
  expect(statSync(bundle).mtimeMs).toBe(mtimeMs);

  write('lib/said.ts', `export const said = 'second';\n`);
  expect(await bundleHandlers(root)).toHaveLength(1);
  expect(text()).toContain('second');

  write('lambdas/judge.ts', `export const handler = async () => 'new';\n`);
  expect(await bundleHandlers(root)).toMatchObject([{ name: 'judge' }, { name: 'plan' }]);
  rmSync(join(root, 'lambdas/judge.ts'));
  expect(await bundleHandlers(root)).toMatchObject([{ name: 'plan' }]);

  rmSync(bundle);
  expect(await bundleHandlers(root)).toHaveLength(1);
});

it('leaves the bundles that there are where something cannot be bundled', async () => {
  using repository = smallRepository();
  const { root, write, text } = repository;
  await bundleHandlers(root);
  write('lib/said.ts', 'export const said = ;\n');
  await expect(bundleHandlers(root)).rejects.toThrow('said.ts');
  expect(text()).toContain('first');
});
