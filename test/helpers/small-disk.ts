import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describeUnless } from './describe-unless.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A disk of its own, a file system in memory, that can be filled and closed to writers. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Leaves no more than so many bytes free. */
  fill(freeBytes: number): void;
  /** Gives back what `fill` took. */
  empty(): void;
  /** Nobody may have a file open for writing. */
  readOnly(isReadOnly: boolean): void;
}

/** `describe`; one clear line instead where this process may not mount a disk. */
export function describeWithDisk(title: string, tests: () => void): void {
  describeUnless(mayMount() ? undefined : 'only root on Linux may mount a disk for it', title, tests);
}

/** Mounts an empty disk of so many bytes. */
export function smallDisk(bytes: number): SmallDisk {
  const folder = temporaryFolder();
  mount('-t', 'tmpfs', '-o', `size=${bytes},mode=0755`, 'tmpfs', folder.path);
  const filler = join(folder.path, 'filler');
  return {
    path: folder.path,
    fill: (freeBytes) => {
      const { bavail, bsize } = statfsSync(folder.path);
      const file = openSync(filler, 'w');
      const page = Buffer.alloc(bsize);
      for (let left = bavail * bsize - freeBytes; left >= bsize; left -= bsize) writeSync(file, page);
      closeSync(file);
    },
    empty: () => rmSync(filler, { force: true }),
    readOnly: (isReadOnly) => mount('-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder.path),
    [Symbol.dispose]: () => {
      spawnSync('umount', ['--lazy', folder.path]);
      folder.remove();
    },
  };
}

function mayMount(): boolean {
  try {
    smallDisk(65_536)[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}
