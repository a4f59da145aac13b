import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/** Which rooms each room of `lib/` may import. Data flows one way; an empty list means nothing of ours. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  stats: [],
  embedded: [],
  plan: ['domain'],
  features: ['domain'],
  report: ['domain', 'stats'],
  contract: ['domain'],
  capture: ['domain'],
  import: ['domain'],
  drift: ['domain', 'stats'],
  usecases: ['domain', 'plan', 'features', 'import', 'drift', 'report'],
  providers: ['domain', 'usecases/ports'],
  stores: ['domain', 'usecases/ports', 'contract'],
  alerts: ['domain', 'usecases/ports', 'contract', 'report'],
  runtime: ['domain', 'usecases', 'import', 'providers', 'stores', 'alerts', 'contract'],
  demo: ['domain', 'usecases', 'runtime', 'report', 'embedded'],
  cli: ['domain', 'usecases', 'runtime', 'report', 'demo'],
  cdk: ['domain', 'contract'],
  lambdas: ['domain', 'usecases', 'runtime', 'contract', 'providers'],
};

/** Rooms that compute and nothing else: everything they need is an argument. */
export const pureRooms = ['domain', 'stats', 'plan', 'features', 'import', 'drift', 'report'];

const impure: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bDate\.now\b|\bnew Date\(\)|\bperformance\b/, 'reads the clock'],
  [/\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/, 'uses global randomness'],
  [/\bprocess\.(env|argv|cwd|stdout|stderr)\b/, 'touches the process'],
  [/from 'node:(?!crypto|util|zlib|buffer)/, 'imports a Node module that does I/O'],
  [/\bfetch\(|\bconsole\./, 'does I/O'],
];

/** A line that breaks the house rules. */
export interface Violation {
  readonly file: string;
  readonly what: string;
}

/** Checks every TypeScript file below `root`/lib and `root`/lambdas. */
export function violations(root: string): Violation[] {
  return sourceFiles(root).flatMap((path) => fileViolations(root, path, readFileSync(path, 'utf8')));
}

/** The rules for one file; exported so that a test can plant a violation. */
export function fileViolations(root: string, path: string, source: string): Violation[] {
  const file = relative(root, path).split(sep).join('/');
  const room = roomOf(file);
  if (room === undefined) return [];
  const found: Violation[] = [];
  const allowed = mayImport[room];
  if (allowed === undefined) return [{ file, what: `stands in room ${room}, which the matrix does not know` }];

  for (const target of relativeImports(source)) {
    const imported = relative(root, resolve(path, '..', target))
      .split(sep)
      .join('/');
    const to = roomOf(imported);
    if (to === undefined || to === room) continue;
    const permitted = allowed.some((rule) => rule === to || (rule.includes('/') && imported.startsWith(`lib/${rule}`)));
    if (!permitted) found.push({ file, what: `${room} may not import ${imported}` });
  }
  if (pureRooms.includes(room))
    for (const [pattern, what] of impure) if (pattern.test(withoutComments(source))) found.push({ file, what });
  return found;
}

function sourceFiles(root: string): string[] {
  return ['lib', 'lambdas'].flatMap((top) => {
    try {
      return readdirSync(join(root, top), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
        .map((entry) => join(entry.parentPath, entry.name));
    } catch {
      return []; // the folder comes with a later part of the product
    }
  });
}

/** `lib/ROOM/…` → ROOM, `lambdas/…` → lambdas; `lib/index.ts` is the barrel and belongs to no room. */
function roomOf(file: string): string | undefined {
  const [top, second, third] = file.split('/');
  if (top === 'lambdas') return 'lambdas';
  return top === 'lib' && second !== undefined && third !== undefined ? second : undefined;
}

function relativeImports(source: string): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)'(\.{1,2}\/[^']+)'/g;
  return [...source.matchAll(pattern)].map((match) => match[1] as string);
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
