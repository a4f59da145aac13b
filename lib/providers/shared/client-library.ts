import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConfigError } from '../../domain/errors.ts';

/**
 * Libraries that not everybody needs and that are therefore not installed with Pinwatch (optional peers of its package),
 * with the versions that it is tested with.
 */
export const clientLibraries = {
  '@anthropic-ai/sdk': '1.12.0',
  '@aws-sdk/client-cloudformation': '3.1169.0',
  '@aws-sdk/client-secrets-manager': '3.1162.0',
  '@aws-sdk/client-sfn': '3.1162.0',
  '@google/genai': '3.1.0',
  '@opentelemetry/exporter-metrics-otlp-http': '0.301.0',
  '@opentelemetry/sdk-metrics': '3.1.0',
  'hyparquet-writer': '0.17.0',
  ollama: '0.6.4',
  'prom-client': '15.1.3',
} as const;

export type ClientLibrary = keyof typeof clientLibraries;

/**
 * What keeps a library from being used, in one sentence with the command that mends it; undefined if it is installed.
 *
 * @param who what needs it, e.g. `provider anthropic`.
 */
export function libraryProblem(library: ClientLibrary, who: string): string | undefined {
  const needed = clientLibraries[library];
  const found = installedVersion(library);
  const command = `npm install ${library}@${needed}`;
  if (found === undefined) return `${who} needs its client library: ${command}`;
  if (serves(found, needed)) return undefined;
  return `${who} needs its client library in a version like ${needed}, got ${found}: ${command}`;
}

/** Loads modules that need a library. @throws {ConfigError} with the command that installs it, where it is missing. */
export async function loadWith<T>(
  library: ClientLibrary,
  { who, where }: { readonly who: string; readonly where: string },
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(cause, library)) throw cause;
    const what = `${who} needs its client library: npm install ${library}@${clientLibraries[library]}`;
    throw new ConfigError([{ where, what }], { cause });
  }
}

function isMissing(error: unknown, library: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${library}'`);
}

/** As Node would find it from here, whatever the package exports. */
function installedVersion(library: string): string | undefined {
  const places = createRequire(import.meta.url).resolve.paths(library) ?? [];
  const manifest = places.map((place) => join(place, library, 'package.json')).find((file) => existsSync(file));
  if (manifest === undefined) return undefined;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}

/**
 * Whether a version can take the place of another: not older, and equal in the first number that is not 0, as `^` of npm
 * has it.
 *
 * @example serves('1.13.0', '1.12.0') // true
 * @example serves('0.7.0', '0.6.4') // false
 */
export function serves(found: string, needed: string): boolean {
  const [a, b] = [found, needed].map((version) => version.split('.').map(Number.parseFloat)) as [number[], number[]];
  const fixed = b.findIndex((number) => number > 0);
  if (b.slice(0, fixed + 1).some((number, i) => a[i] !== number)) return false;
  const differs = b.findIndex((number, i) => a[i] !== number);
  return differs === -1 || (a[differs] as number) > (b[differs] as number);
}
