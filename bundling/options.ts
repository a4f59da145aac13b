import type { BuildOptions } from 'esbuild';
import { slimClients } from './slim-clients.ts';

/** Dependencies that are CommonJS call `require`, which an ES module does not have. */
const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** How handlers are bundled. Client libraries become files beside a handler, loaded with the first endpoint that needs them. */
export const bundleOptions = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  minify: true,
  charset: 'utf8',
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: { js: banner },
  legalComments: 'none',
  plugins: [slimClients],
  logLevel: 'warning',
} as const satisfies BuildOptions;
