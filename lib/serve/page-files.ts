import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../domain/errors.ts';

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

const types = {
  'index.html': 'text/html',
  'app.js': 'text/javascript',
  'app.css': 'text/css',
  'icon.svg': 'image/svg+xml',
};

/**
 * The files of the page: `page/dist` beside this folder, which the build of the package makes. In a checkout they are
 * bundled anew each time, which takes a tenth of a second.
 *
 * @throws {ConfigError} if they are not there.
 */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = join(import.meta.dirname, '../page/dist');
  if (import.meta.filename.endsWith('.ts')) await bundleInCheckout(folder);
  if (!existsSync(join(folder, 'index.html')))
    throw new ConfigError([{ where: folder, what: 'expected the files of the page, got none: npm run build' }]);
  return new Map(
    Object.entries(types).map(([name, type]) => [
      name,
      { type: `${type}; charset=utf-8`, body: new Uint8Array(readFileSync(join(folder, name))) },
    ]),
  );
}

/** The bundler is a tool of development: a package neither has it nor names it. */
async function bundleInCheckout(folder: string): Promise<void> {
  const root = dirname(dirname(import.meta.dirname));
  const tool = pathToFileURL(join(root, 'bundling/bundle-page.ts')).href;
  const { bundlePage } = (await import(tool)) as { bundlePage(root: string, output: string): Promise<void> };
  await bundlePage(root, folder);
}
