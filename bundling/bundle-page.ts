import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** What is in the page, so that its licences stand beside it. */
const libraries = ['preact', 'preact-iso', 'uplot', 'diff'];

/** Beside the script and the style sheet. */
const asTheyAre = ['index.html', 'icon.svg'];

/**
 * Bundles the web page of `pinwatch serve` into a folder: one script, one style sheet, what loads them, and the licences of
 * what is in them. Each file is replaced at once, so that another process may do the same at the same time.
 *
 * @param root of the repository.
 */
export async function bundlePage(root: string, output: string): Promise<void> {
  const source = join(root, 'lib/page');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { app: join(source, 'main.tsx') },
    outdir: output,
    write: false,
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  mkdirSync(output, { recursive: true });
  const workshop = mkdtempSync(join(output, '.bundling-'));
  const put = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(workshop, name), content);
    renameSync(join(workshop, name), join(output, name));
  };
  try {
    for (const { path, contents } of outputFiles) put(basename(path), contents);
    for (const name of asTheyAre) put(name, readFileSync(join(source, name)));
    put('LICENSES.txt', licences(root));
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function licences(root: string): string {
  const texts = libraries.map(
    (name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}`,
  );
  return `The page contains these libraries.\n\n${texts.join('\n\n')}`;
}
