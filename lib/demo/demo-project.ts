import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { ConfigError } from '../domain/errors.ts';
import { lockFolder } from '../local/folder-lock.ts';

/** The first line of the project file tells a folder of ours from anybody else's. */
const mark = '# Made by `pinwatch demo`, which makes it anew every time.';

const projectFile = 'pinwatch.yaml';
const dataFolder = '.pinwatch';
const goldensFolder = 'goldens';
const reportFolder = 'pinwatch-report';

/** Where the files of a demo's project stand. */
export interface DemoFiles {
  readonly folder: string;
  readonly project: string;
  readonly data: string;
  readonly report: (endpoint: string) => string;
}

/**
 * Where the files of a demo in this folder stand. Changes nothing.
 *
 * @throws {ConfigError} for a folder that holds anything but an earlier demo, and for one in which a demo is going on.
 */
export function demoFiles(folder: string): DemoFiles {
  const project = join(folder, projectFile);
  const data = join(folder, dataFolder);
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory() || (readdirSync(folder).length > 0 && !isOurs(project)))
      throw new ConfigError([{ where: folder, what: 'expected no folder, an empty one or that of an earlier demo' }]);
    if (existsSync(data)) lockFolder(data)[Symbol.dispose]();
  }
  return { folder, project, data, report: (endpoint) => join(folder, reportFolder, `${endpoint}.html`) };
}

/** Makes the project anew: the support desk of the examples, with the server's URL in it. */
export function writeDemoProject({ folder, project }: DemoFiles, baseURL: string): void {
  for (const name of [dataFolder, goldensFolder, reportFolder, projectFile])
    rmSync(join(folder, name), { recursive: true, force: true });
  const example = exampleFolder();
  cpSync(join(example, goldensFolder), join(folder, goldensFolder), { recursive: true });
  const text = readFileSync(join(example, projectFile), 'utf8').replace(/^(#.*\n)+/, '');
  const document = parseDocument(text);
  document.setIn(['endpoints', 0, 'baseURL'], baseURL);
  writeFileSync(project, `${mark}\n${String(document)}`);
}

function isOurs(project: string): boolean {
  try {
    return readFileSync(project, 'utf8').startsWith(mark);
  } catch {
    return false;
  }
}

/** `examples/support-desk` of this package: beside `lib/` in a checkout, beside `dist/` once installed. */
function exampleFolder(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'examples', 'support-desk');
    if (existsSync(join(candidate, projectFile))) return candidate;
  }
  throw new Error(`expected the folder examples/support-desk above ${start}, it is not part of this installation`);
}
