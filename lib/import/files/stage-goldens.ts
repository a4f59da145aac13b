import { createHash } from 'node:crypto';
import { constants, copyFileSync, linkSync, unlinkSync } from 'node:fs';
import { type FileHandle, mkdir, mkdtemp, open as openFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { ConfigError } from '../../domain/errors.ts';
import type { GoldenFile } from '../../domain/golden/golden-file.ts';
import type { Json } from '../../domain/json.ts';
import type { GoldenStaging } from '../import-ports.ts';
import { linesOf } from './read-lines.ts';

/** Up to so many goldens get a file each, for people to read and add expectations to; more go into one of JSON Lines. */
const mostFiles = 200;
const stagedName = 'goldens.jsonl';
const bufferLength = 64 * 1024;

/**
 * Collects goldens in a folder beside `into`, and moves them there when all are right: a YAML file each, or one file of
 * JSON Lines. Files of the same name are never written over; if one turns up, nothing is moved.
 *
 * They all appear at once where `into` is not there yet, and where it is one file; else within one turn of the event loop,
 * which no signal that is listened to breaks. What a killed import left beside `into` the next one clears away.
 */
export function stageGoldens(into: string): GoldenStaging {
  let folder: string | undefined;
  let file: FileHandle | undefined;
  let waiting: string[] = [];
  let waitingLength = 0;
  let count = 0;
  const digest = createHash('sha256'); // of all that is staged: it names the one file

  const open = async (): Promise<FileHandle> => {
    const target = resolve(into);
    await mkdir(dirname(target), { recursive: true });
    const ours = `.${basename(target)}-importing-${hostname()}-`;
    await clearAway(dirname(target), ours);
    folder = await mkdtemp(join(dirname(target), `${ours}${process.pid}-`));
    file = await openFile(join(folder, stagedName), 'wx', 0o600);
    return file;
  };
  const write = async () => {
    const handle = file ?? (await open());
    const bytes = Buffer.from(waiting.join('')); // encoded once for the digest and the file
    waiting = [];
    waitingLength = 0;
    digest.update(bytes);
    await handle.appendFile(bytes);
  };
  const discard = async () => {
    await file?.close();
    file = undefined;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    folder = undefined;
  };
  return {
    async add(golden) {
      const line = `${JSON.stringify('nodes' in golden ? golden : inOrder(golden))}\n`;
      waiting.push(line);
      waitingLength += line.length;
      count++;
      if (waitingLength >= bufferLength) await write();
    },
    async commit() {
      await write();
      if (folder === undefined) return [];
      const ready = join(folder, 'ready');
      await mkdir(ready);
      const names =
        count <= mostFiles ? await yamlFiles(folder, ready) : [await oneFile(folder, ready, digest.digest('hex'))];
      const files = (await movedAtOnce(ready, into))
        ? names.map((name) => join(into, name))
        : moveAll(ready, names, into);
      await discard();
      return files;
    },
    discard,
  };
}

/** Keys in the order in which a person wants to read them. */
function inOrder({ id, title, api, provenance, missing, context, expectations, body }: GoldenFile): Json {
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

/** Names of the files that were written. */
async function yamlFiles(folder: string, ready: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { text } of linesOf(join(folder, stagedName))) {
    const golden = JSON.parse(text) as { readonly id: string };
    const name = `${golden.id}.yaml`;
    // As written is as read: no folding of long lines, no names for repeated values.
    await writeFile(join(ready, name), stringify(golden, { lineWidth: 0, aliasDuplicateObjects: false }), {
      flag: 'wx',
      mode: 0o600,
    });
    names.push(name);
  }
  return names;
}

/** Named after what is in it, so that importing the same again finds the same name. */
async function oneFile(folder: string, ready: string, digest: string): Promise<string> {
  const name = `imported-${digest.slice(0, 10)}.jsonl`;
  await rename(join(folder, stagedName), join(ready, name));
  return name;
}

/** The whole folder as the new one; false where there is one already, with something in it. */
async function movedAtOnce(ready: string, into: string): Promise<boolean> {
  try {
    await rename(ready, into);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'EBUSY', 'EXDEV', 'ENOTDIR'].includes(code)) return false;
    throw error;
  }
}

/** One file after the other, in one turn of the event loop: nothing is listened to in between. */
function moveAll(ready: string, names: readonly string[], into: string): string[] {
  const done: string[] = [];
  try {
    for (const name of names) {
      put(join(ready, name), join(into, name));
      done.push(join(into, name));
    }
    return done;
  } catch (cause) {
    for (const file of done) unlinkSync(file);
    const to = join(into, names[done.length] ?? '');
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new ConfigError([{ where: to, what: 'expected nothing there, got a file; it is not written over' }], {
      cause,
    });
  }
}

/** Never over what is there, as a rename would. A link appears whole; not every file system has links. */
function put(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EXDEV', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

/** Removes what imports of this machine left behind that were killed: it holds prompts. */
async function clearAway(parent: string, ours: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(/^(\d+)-/.exec(name.startsWith(ours) ? name.slice(ours.length) : '')?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // asks only
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
