import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/**
 * Which rooms each room of `lib/` may import, beside itself. Data flows one way; an empty list means nothing of ours. A
 * room is a folder of `lib/`, or a folder of such a folder that has rules of its own (`aws/cdk`).
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  // words and mathematics
  domain: [],
  stats: [],
  ports: ['domain'],
  // what is computed from its arguments
  plan: ['domain'],
  features: ['domain'],
  lint: ['domain', 'plan'],
  drift: ['domain', 'stats'],
  report: ['domain', 'stats'],
  // adapters: each talks to one part of the world
  providers: ['domain', 'ports'],
  stores: ['domain', 'ports'],
  alerts: ['domain', 'ports', 'report'],
  system: ['domain', 'ports'],
  project: ['domain', 'ports', 'features', 'providers'],
  // stories, told with ports
  replay: ['domain', 'ports', 'plan'],
  models: ['domain', 'ports', 'plan', 'lint', 'replay'],
  monitor: ['domain', 'ports', 'plan', 'features', 'drift', 'replay', 'models'],
  history: ['domain', 'stats', 'ports', 'plan', 'features', 'drift', 'report', 'models', 'monitor'],
  metrics: ['domain', 'ports', 'report', 'models', 'monitor', 'history', 'providers'],
  recordings: ['domain', 'ports', 'features', 'drift', 'stores', 'monitor'],
  power: ['domain', 'ports', 'plan', 'features', 'drift', 'monitor'],
  import: ['domain', 'project', 'providers', 'lint'],
  reroll: [
    ...['domain', 'ports', 'stats', 'plan', 'features', 'drift', 'replay', 'project', 'providers', 'system'],
    'local', // what a program draws counts in the budgets of the project
  ],
  sharpen: ['domain', 'ports', 'plan', 'features', 'replay', 'reroll', 'project'],
  capture: ['domain'],
  // the places where a monitor lives: a laptop, an AWS account, the demo
  api: ['domain', 'stats', 'ports', 'plan', 'features', 'project', 'report', 'history', 'monitor'],
  serve: ['domain', 'project', 'api'],
  // runs in a browser, and takes types of the API and words of the report
  page: ['domain', 'api', 'report'],
  local: [
    'domain',
    'ports',
    'plan',
    'replay',
    'stores',
    'alerts',
    'system',
    'project',
    'providers',
    'models',
    'monitor',
  ],
  'aws/names': ['domain'],
  'aws/stores': ['domain', 'ports', 'stores', 'aws/names'],
  'aws/alerts': ['domain', 'ports', 'report', 'alerts', 'aws/names'],
  'aws/cdk': ['domain', 'aws/names'],
  aws: [
    'api',
    'domain',
    'ports',
    'history',
    'report',
    'plan',
    'alerts',
    'system',
    'project',
    'providers',
    'replay',
    'models',
    'monitor',
    'aws',
  ],
  'demo/model-server': [],
  demo: ['domain', 'ports', 'report', 'project', 'local', 'monitor', 'history', 'demo'],
  // the edges, which only wire
  cli: [
    ...['domain', 'ports', 'report', 'lint', 'providers', 'alerts', 'system', 'project', 'models', 'monitor'],
    ...['history', 'metrics', 'recordings', 'power', 'import', 'reroll', 'sharpen', 'local', 'aws', 'demo'],
    ...['api', 'serve'],
  ],
  lambdas: ['domain', 'monitor', 'providers', 'aws'],
};

/** Folders that compute and nothing else: everything they need is an argument. */
export const pureFolders = [
  ...['domain', 'stats', 'ports', 'plan', 'features', 'lint', 'drift', 'report'],
  ...['import/formats', 'import/read', 'import/render', 'reroll/counts', 'sharpen/search', 'aws/names'],
];

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
  const file = fromRoot(root, path);
  const room = roomOf(file);
  if (room === undefined) return [];
  const found: Violation[] = [];
  const allowed = mayImport[room];
  if (allowed === undefined) return [{ file, what: `stands in room ${room}, which the matrix does not know` }];

  for (const imported of importsOf(root, path, source)) {
    const to = roomOf(imported);
    if (to === undefined || to === room) continue;
    if (!allowed.some((rule) => isIn(imported, rule))) found.push({ file, what: `${room} may not import ${imported}` });
  }
  if (pureFolders.some((folder) => isIn(file, folder)))
    for (const [pattern, what] of impure) if (pattern.test(withoutComments(source))) found.push({ file, what });
  return found;
}

/**
 * Files that import each other, directly or through others, each group sorted; types count, since a type that two files
 * need from each other lives in the wrong one.
 */
export function circles(root: string): string[][] {
  const imports = new Map(
    sourceFiles(root).map((path) => [fromRoot(root, path), importsOf(root, path, readFileSync(path, 'utf8'))]),
  );
  return circlesIn(imports);
}

/** Strongly connected components of more than one file (Tarjan 1972); exported so that a test can plant a circle. */
export function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const own = index.size;
    index.set(file, own);
    lowest.set(file, own);
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      const reached = index.has(next) ? (stack.includes(next) ? index.get(next) : undefined) : visit(next);
      lowest.set(file, Math.min(lowest.get(file) ?? own, reached ?? own));
    }
    const low = lowest.get(file) ?? own;
    if (low === own) {
      const group = stack.splice(stack.indexOf(file));
      if (group.length > 1) found.push(group.sort());
    }
    return low;
  };
  for (const file of imports.keys()) if (!index.has(file)) visit(file);
  return found;
}

function sourceFiles(root: string): string[] {
  return ['lib', 'lambdas'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}

/** `lib/ROOM/…` → ROOM, or the folder of it that has rules of its own; `lib/index.ts` is a barrel and in no room. */
function roomOf(file: string): string | undefined {
  const [top, second, third, fourth] = file.split('/');
  if (top === 'lambdas') return 'lambdas';
  if (top !== 'lib' || second === undefined || third === undefined) return undefined;
  const folder = `${second}/${third}`;
  return fourth !== undefined && mayImport[folder] !== undefined ? folder : second;
}

function isIn(file: string, folder: string): boolean {
  return file.startsWith(`lib/${folder}/`);
}

function fromRoot(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

function importsOf(root: string, path: string, source: string): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)'(\.{1,2}\/[^']+)'/g;
  return [...source.matchAll(pattern)].map((match) => fromRoot(root, resolve(path, '..', match[1] ?? '')));
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
