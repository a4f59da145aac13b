import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { bundleOptions } from '../../bundling/options.ts';
import type { openProvider } from '../../lib/providers/registry.ts';
import { stubAwsCredentials, subjects } from '../contract/provider-subjects.ts';
import { providerSuite } from '../contract/provider-suite.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

// What is deployed are not the adapters but their bundles, from which parts of the client libraries are left out.
const folder = temporaryFolder();
let bundled: { readonly openProvider: typeof openProvider };
beforeAll(async () => {
  const registry = resolve(import.meta.dirname, '../../lib/providers/registry.ts');
  await build({ entryPoints: { registry }, outdir: folder.path, ...bundleOptions });
  bundled = await import(/* @vite-ignore */ join(folder.path, 'registry.mjs'));
}, 60_000);
afterAll(() => folder.remove());

stubAwsCredentials();
for (const subject of subjects)
  providerSuite({ ...subject, name: `${subject.name}, bundled` }, (...args) => bundled.openProvider(...args));
