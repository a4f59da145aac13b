import { constants } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  link,
  mkdir,
  mkdtemp,
  open as openFile,
  rename,
  rm,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { hashBytes } from '../domain/content-hash.ts';
import { ConfigError } from '../domain/errors.ts';
import type { GoldenFile } from '../domain/golden-request.ts';
import type { Json } from '../domain/json.ts';
import type { GoldenStaging } from '../usecases/import-goldens.ts';
import { linesOf } from './read-lines.ts';

/** Up to so many goldens get a file each, for people to read and add expectations to; more go into one of JSON Lines. */
const mostFiles = 200;
const stagedName = 'goldens.jsonl';
const bufferLength = 256 * 1024;

/**
 * Collects goldens in a folder beside `into`, and moves them there when all are right: a YAML file each, or one file of
 * JSON Lines. Files of the same name are never written over; if one turns up, nothing is moved.
 */
export function stageGoldens(into: string): GoldenStaging {
  let folder: string | undefined;
  let file: FileHandle | undefined;
  let waiting: string[] = [];
  let waitingLength = 0;
  let count = 0;

  const open = async (): Promise<FileHandle> => {
    const target = resolve(into);
    await mkdir(dirname(target), { recursive: true });
    folder = await mkdtemp(join(dirname(target), `.${basename(target)}-importing-`));
    file = await openFile(join(folder, stagedName), 'wx', 0o600);
    return file;
  };
  const write = async () => {
    const handle = file ?? (await open());
    const text = waiting.join('');
    waiting = [];
    waitingLength = 0;
    await handle.appendFile(text);
  };
  const discard = async () => {
    await file?.close();
    file = undefined;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    folder = undefined;
  };
  return {
    async add(golden) {
      const line = `${JSON.stringify('nodes' in golden ? golden : ordered(golden))}\n`;
      waiting.push(line);
      waitingLength += line.length;
      count++;
      if (waitingLength >= bufferLength) await write();
    },
    async commit() {
      await write();
      if (folder === undefined) return [];
      const staged = count <= mostFiles ? await yamlFiles(folder) : [await oneFile(folder)];
      const files = await moved(staged, into);
      await discard();
      return files;
    },
    discard,
  };
}

/** Keys in the order in which a person wants to read them. */
function ordered({ id, title, api, provenance, missing, context, expectations, body }: GoldenFile): Json {
  return {
    id,
    ...(title === undefined ? {} : { title }),
    api,
    provenance,
    ...(missing === undefined ? {} : { missing }),
    ...(context === undefined ? {} : { context: context as unknown as Json }),
    ...(expectations.length === 0 ? {} : { expectations: expectations as unknown as Json }),
    body: body ?? {},
  };
}

async function yamlFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { text } of linesOf(join(folder, stagedName))) {
    const golden = JSON.parse(text) as { readonly id: string };
    const file = join(folder, `${golden.id}.yaml`);
    // As written is as read: no folding of long lines, no names for repeated values.
    await writeFile(file, stringify(golden, { lineWidth: 0, aliasDuplicateObjects: false }), {
      flag: 'wx',
      mode: 0o600,
    });
    files.push(file);
  }
  return files;
}

/** Named after what is in it, so that importing the same again finds the same name. */
async function oneFile(folder: string): Promise<string> {
  const staged = join(folder, stagedName);
  let digest = '';
  for await (const { text } of linesOf(staged)) digest = hashBytes(digest + text);
  const file = join(folder, `imported-${digest.slice(0, 10)}.jsonl`);
  await rename(staged, file);
  return file;
}

async function moved(staged: readonly string[], into: string): Promise<string[]> {
  await mkdir(into, { recursive: true });
  const done: string[] = [];
  try {
    for (const from of staged) {
      const to = join(into, basename(from));
      await put(from, to);
      done.push(to);
    }
    return done;
  } catch (cause) {
    for (const file of done) await unlink(file);
    const to = join(into, basename(staged[done.length] ?? ''));
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new ConfigError([{ where: to, what: 'expected nothing there, got a file; it is not written over' }], {
      cause,
    });
  }
}

/** Never over what is there, as a rename would. A link appears whole; not every file system has links. */
async function put(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EXDEV', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}
