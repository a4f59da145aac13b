import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../lib/stores/sqlite/database.ts';
import { LogFile } from '../../lib/stores/sqlite/log-file.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the log of a history', () => {
  it('is waited for once by all that ask while the disk is at work, and not by the wait that had begun before they wrote', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'log');
    writeFileSync(path, '');
    const waits: (() => void)[] = [];
    const log = new LogFile(path, () => new Promise((resolve) => waits.push(resolve)));
    const done: string[] = [];
    const ask = (name: string) => log.flushed().then(() => done.push(name));
    const asked = [ask('first')];
    await turn();
    asked.push(ask('second'), ask('third'));
    await turn();
    expect(waits).toHaveLength(1);
    waits[0]?.();
    await turn();
    expect(done).toEqual(['first']);
    expect(waits).toHaveLength(2);
    waits[1]?.();
    await Promise.all(asked);
    expect(done).toEqual(['first', 'second', 'third']);
    log.close();
  });

  it('tells those who wait that the disk failed, by its name, and nobody after them', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'log');
    writeFileSync(path, '');
    let waits = 0;
    const log = new LogFile(path, async () => {
      if (++waits === 1)
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'fdatasync' });
    });
    await expect(log.flushed()).rejects.toThrow(path);
    await log.flushed();
    log.close();
  });

  it('can be waited for though there is none, where the file system takes none', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'history.sqlite');
    const database = new Database(path, path, { readOnly: false }); // with a journal that is rolled back
    database.writeSoon(() => database.exec('CREATE TABLE one (a)'));
    await database.flushed();
    expect(existsSync(`${path}-wal`)).toBe(false);
    database.exec('PRAGMA journal_mode = WAL');
    database.writeSoon(() => database.exec('CREATE TABLE two (a)'));
    await database.flushed();
    expect(existsSync(`${path}-wal`)).toBe(true);
    expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 }); // whatever else is written waits for the disk itself
    database.close();
  });
});
