import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { areUnchanged, noteFiles } from './noted-files.ts';
import { bundleOptions } from './options.ts';

/** How large a handler is, in bytes: with everything that it may load, and what it loads at start. */
export interface BundledHandler {
  readonly name: string;
  readonly bytes: number;
  readonly startBytes: number;
}

/** How bundles are made is as much an input as what goes into them. */
const recipe = ['bundle-handlers.ts', 'noted-files.ts', 'options.ts', 'slim-clients.ts'];

/**
 * Bundles every Lambda handler into a folder of its own, `lambdas/dist/NAME/index.mjs`, with whatever it needs: the
 * construct ships these folders as they are. Client libraries that only some providers need are files beside it, which
 * are loaded when such an endpoint is replayed. Does nothing, in a tenth of a second, if all inputs and all bundles are as
 * they were; otherwise all bundles appear at once when all are done.
 *
 * @param root of the repository.
 * @returns what was bundled; undefined if nothing had to be.
 */
export async function bundleHandlers(root: string): Promise<BundledHandler[] | undefined> {
  const sources = readdirSync(join(root, 'lambdas')).filter((file) => file.endsWith('.ts'));
  const output = join(root, 'lambdas/dist');
  const lock = ['package-lock.json'].filter((file) => existsSync(join(root, file))); // esbuild's own version is in it
  const needed = [...lock, ...recipe.map((file) => `bundling/${file}`), ...sources.map((file) => `lambdas/${file}`)];
  const note = join(output, 'files.json');
  if (areUnchanged(note, root, needed)) return undefined;

  const inputs = new Set(needed);
  const bundled: BundledHandler[] = [];
  mkdirSync(join(root, 'lambdas'), { recursive: true });
  const workshop = mkdtempSync(join(root, 'lambdas/.bundling-'));
  try {
    for (const name of sources.map((file) => basename(file, '.ts')).sort()) {
      const { metafile } = await build({
        absWorkingDir: root,
        entryPoints: { index: join(root, 'lambdas', `${name}.ts`) },
        outdir: join(workshop, name),
        metafile: true,
        ...bundleOptions,
      });
      bundled.push({ name, ...sizeOf(metafile) });
      for (const file of Object.keys(metafile.inputs)) if (existsSync(join(root, file))) inputs.add(file);
    }
    rmSync(output, { recursive: true, force: true });
    renameSync(workshop, output);
    noteFiles(note, root, [...inputs, ...filesIn(output).map((file) => relative(root, file))]);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  return bundled;
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

function sizeOf({ outputs }: Metafile): Omit<BundledHandler, 'name'> {
  const entry = Object.keys(outputs).find((file) => basename(file) === 'index.mjs') ?? '';
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { bytes, startBytes: startupBytes(outputs, entry) };
}

/** Bytes of a file and of what it imports statically. */
function startupBytes(outputs: Metafile['outputs'], entry: string, seen = new Set<string>()): number {
  const file = outputs[entry];
  if (file === undefined || seen.has(entry)) return 0;
  seen.add(entry);
  const imported = file.imports.filter(({ kind }) => kind === 'import-statement');
  return imported.reduce((sum, { path }) => sum + startupBytes(outputs, path, seen), file.bytes);
}
