import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedModelUnavailable, testedVersion } from './llama-library.ts';

const { resolve } = createRequire(import.meta.url);

/**
 * The weights: `tiny-model/` above this file in a checkout, elsewhere the package `pinwatch-demo`, which is that folder.
 *
 * @throws {EmbeddedModelUnavailable} with the command that installs them, where they are not there.
 */
export function modelDirectory(): string {
  const start = import.meta.dirname;
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder))
    if (holdsWeights(join(folder, 'tiny-model'))) return join(folder, 'tiny-model');
  const installed = installedWeights();
  if (installed !== undefined && holdsWeights(installed)) return installed;
  const { version } = JSON.parse(readFileSync(resolve('pinwatch/package.json'), 'utf8')) as { version: string };
  const command = `npm install pinwatch-demo@${version} node-llama-cpp@${testedVersion}`;
  throw new EmbeddedModelUnavailable(`the model and its engine are not installed with pinwatch: ${command}`);
}

function holdsWeights(folder: string): boolean {
  return existsSync(join(folder, 'pinned.q8_0.gguf'));
}

function installedWeights(): string | undefined {
  try {
    return dirname(resolve('pinwatch-demo/package.json'));
  } catch {
    return undefined;
  }
}
