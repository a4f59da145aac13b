import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundleOptions } from './bundling/options.ts';

const root = import.meta.dirname;
const output = join(root, 'dist/handlers');
const mostBytes = 1_000_000;

/**
 * Bundles every Lambda handler into a folder of its own, `dist/handlers/NAME/index.mjs`, with whatever it needs: the
 * construct ships these folders as they are. Client libraries that only some providers need are files beside it, which
 * are loaded when such an endpoint is replayed.
 */
async function bundle(name: string): Promise<number> {
  const { metafile } = await build({
    entryPoints: { index: join(root, 'lambdas', `${name}.ts`) },
    outdir: join(output, name),
    metafile: true,
    ...bundleOptions,
  });
  return report(name, metafile);
}

/** Prints and returns how large a handler is with everything that it may load. */
function report(name: string, { outputs }: Metafile): number {
  const entry = Object.keys(outputs).find((file) => basename(file) === 'index.mjs') ?? '';
  const atStart = startupBytes(outputs, entry);
  const inAll = Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0);
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`.padStart(7);
  console.log(`${name.padEnd(17)}${kilobytes(inAll)}, ${kilobytes(atStart)} of it at start`);
  return inAll;
}

/** Bytes of a file and of what it imports statically. */
function startupBytes(outputs: Metafile['outputs'], entry: string, seen = new Set<string>()): number {
  const file = outputs[entry];
  if (file === undefined || seen.has(entry)) return 0;
  seen.add(entry);
  const imported = file.imports.filter(({ kind }) => kind === 'import-statement');
  return imported.reduce((sum, { path }) => sum + startupBytes(outputs, path, seen), file.bytes);
}

rmSync(output, { recursive: true, force: true });
const names = readdirSync(join(root, 'lambdas')).map((file) => basename(file, '.ts'));
const tooLarge: string[] = [];
for (const name of names.sort()) if ((await bundle(name)) > mostBytes) tooLarge.push(name);
if (tooLarge.length > 0) {
  console.error(`${tooLarge.join(', ')}: expected at most ${mostBytes / 1000} kB`);
  process.exitCode = 1;
}
