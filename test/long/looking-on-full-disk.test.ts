import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashBytes } from '../../lib/domain/content-hash.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { plan } from '../contract/stored-records.ts';
import { cli, startCli } from '../helpers/cli.ts';
import { driftingFolder } from '../helpers/drifting-folder.ts';
import { describeWithDisk, type SmallDisk, smallDisk } from '../helpers/small-disk.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Every command that looks at a history. */
const commands = (oldest: string, newest: string, elsewhere: string): string[][] => [
  ['status'],
  ['status', '--json'],
  ['history', 'support'],
  ['history', 'support', '--golden', 'refund-email'],
  ['incidents'],
  ['show', 'support'],
  ['show', 'support', '--golden', 'refund-email'],
  ['show', oldest],
  ['diff', oldest, newest],
  ['explain', newest],
  ['budget'],
  ['metrics'],
  ['report', 'support', '--json'],
  ['report', 'support', '--output', join(elsewhere, 'support.html')],
  ['export', 'support'],
  ['verify'],
  ['lint'],
  ['run', '--dry-run'],
];

describeWithDisk('commands that look', () => {
  const elsewhere = temporaryFolder();
  let disk: SmallDisk;
  let asked: string[][] = [];
  /** What each said while all was well. */
  const before = new Map<string, string>();
  // The disk is the only one that there is: temporary files find no room either.
  const look = (args: readonly string[]) => cli(disk.path, args, { OPENAI_API_KEY: 'none', TMPDIR: disk.path });

  beforeAll(async () => {
    disk = smallDisk(16_000_000);
    await driftingFolder(disk.path, { runs: 24, changeAt: 17, goldens: 2 });
    const { stdout } = await look(['history', 'support', '--json']);
    const runs = (JSON.parse(stdout) as { runs: { run: string }[] }).runs.map(({ run }) => run);
    asked = commands(runs[0] as string, runs.at(-1) as string, elsewhere.path);
    for (const args of asked) {
      const { code, stdout: said, stderr } = await look(args);
      expect([0, 1, 3], `${args.join(' ')}: ${stderr}`).toContain(code);
      before.set(args.join(' '), plain(`${code} ${said}`));
    }
  }, 300_000);
  afterAll(() => {
    disk?.[Symbol.dispose]();
    elsewhere.remove();
  });

  async function expectTheSame(): Promise<void> {
    const files = contents(disk.path);
    for (const args of asked) {
      const { code, stdout, stderr } = await look(args);
      expect(plain(`${code} ${stdout}`), `${args.join(' ')}: ${stderr}`).toBe(before.get(args.join(' ')));
    }
    await expectServed();
    expect(contents(disk.path)).toEqual(files);
  }

  /** The page and its API on this disk. */
  async function expectServed(): Promise<void> {
    const server = startCli(disk.path, ['serve', '--port', '0', '--json'], { TMPDIR: disk.path });
    const url = await new Promise<string>((settle, reject) => {
      server.process.stdout?.on('data', (line) => settle((JSON.parse(String(line)) as { url: string }).url));
      server.done.then(({ stderr }) => reject(new Error(stderr)));
    });
    const of = '/endpoints/support';
    for (const path of ['', 'metrics', ...['/endpoints', of, `${of}/runs`, '/incidents'].map((one) => `api/v1${one}`)])
      expect((await fetch(`${url}${path}`)).status, path).toBe(200);
    server.process.kill('SIGINT');
    expect(await server.done).toMatchObject({ code: 0, stderr: '' });
  }

  it('say on a disk without a free byte what they said before, and change nothing', async () => {
    disk.fill(0);
    await expectTheSame();
    disk.empty();
  });

  it('say it on a disk that nobody may write', async () => {
    disk.readOnly(true);
    await expectTheSame();
    disk.readOnly(false);
  });

  it('say in one line why a page cannot be written there', async () => {
    disk.fill(0);
    const full = await look(['report', 'support']);
    disk.empty();
    disk.readOnly(true);
    const readOnly = await look(['report', 'support']);
    disk.readOnly(false);
    expect([full.code, readOnly.code]).toEqual([4, 2]);
    expect(full.stderr).toMatch(/^[^\n]*no space[^\n]*\n$/);
    expect(readOnly.stderr).toMatch(/^1 problem, nothing was done\n[^\n]*read-only file system\n$/);
  });

  it('say it where a killed process left something in the log of the history', async () => {
    const [data, kept] = [join(disk.path, '.pinwatch'), join(elsewhere.path, 'killed')];
    using stores = openLocalStores(data);
    await stores.runs.open(plan('20261122T090000000Z-elsewhere', { endpoint: 'elsewhere' }));
    cpSync(data, kept, { recursive: true }); // as a kill leaves it: nothing was folded into the database
    stores.close();
    rmSync(data, { recursive: true });
    cpSync(kept, data, { recursive: true });
    expect(statSync(join(data, 'history.sqlite-wal')).size).toBeGreaterThan(0);
    asked = [['status'], ['show', 'support']];
    disk.fill(0);
    await expectTheSame();
    disk.empty();
    disk.readOnly(true);
    await expectTheSame();
    disk.readOnly(false);
  });
});

/** Without the time at which it was asked. */
function plain(text: string): string {
  return text.replaceAll(/"(generatedAt|nextRunAt|at)":\s*"[^"]+"/g, '"$1": "…"');
}

/** What stands in files, but for the one that fills the disk and the index of a log, which is no data. */
function contents(folder: string): string[][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'filler' && !entry.name.endsWith('-shm'))
    .map(({ parentPath, name }) => [join(parentPath, name), hashBytes(readFileSync(join(parentPath, name)))]);
}
