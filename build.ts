import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundlePage } from './bundling/bundle-page.ts';

const root = import.meta.dirname;
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** Runs the compiler; throws if it finds anything. */
function compile(project: string): void {
  const { status } = spawnSync(process.execPath, [tsc, '--project', project], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`tsc --project ${project} failed`);
}

/**
 * The package `pinwatch`: dist/lib mirrors lib, with type declarations. The command line and the library are the same
 * files; what an older Node does not know (`using`) is written out for it. The page of `pinwatch serve` is bundled beside
 * them. `pinwatch/capture` is the package beside it.
 */
async function buildMain(): Promise<void> {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  compile('tsconfig.build.json');
  for (const end of ['js', 'd.ts'])
    writeFileSync(join(root, `dist/lib/capture.${end}`), `export * from 'pinwatch-capture';\n`);
  await bundleInPlace(join(root, 'dist/lib/cli/line-patch.js'));
  await bundlePage(root, join(root, 'dist/lib/page/dist'));
}

/** Puts into a file what it imports: of a library that one command needs, and that nobody should have to install for it. */
async function bundleInPlace(file: string): Promise<void> {
  await build({
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
}

/** The package `pinwatch-capture`: one file, with what it takes from other rooms in it, and the types that are public. */
async function buildCapture(): Promise<void> {
  const output = join(root, 'lib/capture/dist');
  rmSync(output, { recursive: true, force: true });
  compile('lib/capture/tsconfig.json');
  await build({
    entryPoints: [join(root, 'lib/capture/index.ts')],
    outfile: join(output, 'index.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    external: ['@aws-sdk/client-s3'], // its user's own
    logLevel: 'warning',
  });
}

// `node build.ts` builds both packages, `node build.ts main` or `capture` one of them.
const wanted = process.argv[2];
try {
  if (wanted !== 'capture') await buildMain();
  if (wanted !== 'main') await buildCapture();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
