import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../domain/errors.ts';

const { resolve } = createRequire(import.meta.url);

/**
 * Folder of a bundled handler: in the package `pinwatch-lambdas`, which a checkout links to its own `lambdas/`.
 *
 * @throws {ConfigError} with the command that brings it, if it is not there or belongs to another version.
 */
export function bundleFolder(entry: string): string {
  const where = `handler ${entry}`;
  const version = versionIn(resolve('pinwatch/package.json'));
  const manifest = manifestOfLambdas();
  if (manifest === undefined || versionIn(manifest) !== version) {
    const got = manifest === undefined ? 'nothing' : `version ${versionIn(manifest)}`;
    const what = `expected the package of the Lambda functions, got ${got}: npm install --save-dev pinwatch-lambdas@${version}`;
    throw new ConfigError([{ where, what }]);
  }
  const folder = join(dirname(manifest), 'dist', entry);
  if (existsSync(join(folder, 'index.mjs'))) return folder;
  throw new ConfigError([{ where, what: `expected its bundle in ${folder}, got none: npm run bundle` }]);
}

function manifestOfLambdas(): string | undefined {
  try {
    return resolve('pinwatch-lambdas/package.json');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function versionIn(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}
