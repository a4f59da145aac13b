import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../lib/domain/errors.ts';
import { writePrivately } from '../../lib/local/private-file.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());
const at = (...names: string[]) => join(folder.path, ...names);

describe('a file that holds customer data', () => {
  it('is readable by its owner only, in an open folder and where an open file stood', async () => {
    mkdirSync(at('open'));
    chmodSync(at('open'), 0o777);
    writeFileSync(at('open', 'report.html'), 'old');
    chmodSync(at('open', 'report.html'), 0o666);
    await writePrivately(at('open', 'report.html'), ['new']);
    expect(readFileSync(at('open', 'report.html'), 'utf8')).toBe('new');
    expect(statSync(at('open', 'report.html')).mode & 0o777).toBe(0o600);
    expect(readdirSync(at('open'))).toEqual(['report.html']);
  });

  it('takes the place of a link and leaves what that led to', async () => {
    writeFileSync(at('precious'), 'precious');
    symlinkSync(at('precious'), at('report.html'));
    await writePrivately(at('report.html'), ['page']);
    expect(readFileSync(at('precious'), 'utf8')).toBe('precious');
    expect(readFileSync(at('report.html'), 'utf8')).toBe('page');
  });

  it('is not written through a folder of a checkout that is a link out of it', async () => {
    mkdirSync(at('elsewhere'));
    const before = process.cwd();
    mkdirSync(at('checkout'));
    process.chdir(at('checkout'));
    try {
      symlinkSync(at('elsewhere'), 'pinwatch-report');
      symlinkSync(at('nowhere'), 'broken');
      for (const place of ['pinwatch-report', 'broken'])
        await expect(writePrivately(join(place, 'support.html'), ['page'])).rejects.toThrow(ConfigError);
      mkdirSync('real');
      symlinkSync('real', 'inside');
      await writePrivately(join('inside', 'support.html'), ['page']);
    } finally {
      process.chdir(before);
    }
    expect(readdirSync(at('elsewhere'))).toEqual([]);
    expect(readdirSync(at('checkout', 'real'))).toEqual(['support.html']);
  });

  it('leaves nothing behind when it cannot be made whole', async () => {
    writeFileSync(at('runs.jsonl'), 'old');
    const broken = (function* () {
      yield 'half';
      throw new Error('the store is gone');
    })();
    await expect(writePrivately(at('runs.jsonl'), broken)).rejects.toThrow('the store is gone');
    expect(readFileSync(at('runs.jsonl'), 'utf8')).toBe('old');
    expect(readdirSync(folder.path)).toEqual(['runs.jsonl']);
  });

  it('may be a device, whose place nothing takes', async () => {
    await writePrivately('/dev/null', ['gone']);
    expect(statSync('/dev/null').isFile()).toBe(false);
  });
});
