import { copyFileSync, cpSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../lib/domain/errors.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import { judgingSettings } from '../../lib/monitor/judge/judging-settings.ts';
import { nothingLooked } from '../../lib/monitor/verify/finding.ts';
import { lostObjects, rebuildRuns } from '../../lib/monitor/verify/rebuild-runs.ts';
import { verifyEndpoint } from '../../lib/monitor/verify/verify-endpoint.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { Life } from '../life/life.ts';

const options = { goldens: ['bullets', 'refund', 'story'], baselineRuns: 12, falseAlarmsPerYear: 100 };

/** A data folder of an endpoint that learned, was quiet, and changed. */
const template = temporaryFolder();
const all: Judgement[] = [];
beforeAll(async () => {
  using stores = openLocalStores(template.path);
  const life = new Life('verified', { ...options, stores });
  await life.live(14);
  await life.world({ refusing: { '*': 0.95 } }).live(6);
  all.push(...life.judgements);
});
afterAll(() => template.remove());

/** The same folder, for one test. */
async function lived() {
  const folder = temporaryFolder();
  cpSync(template.path, folder.path, { recursive: true });
  const stores = openLocalStores(folder.path);
  const life = new Life('verified', { ...options, stores });
  const verify = async (repair = false, from = stores) => {
    const looked = nothingLooked();
    const settings = judgingSettings(life.endpoint, life.project);
    return { looked, found: await verifyEndpoint(life.endpoint, { stores: from, settings, repair }, looked) };
  };
  const sql = (text: string) => {
    const database = new DatabaseSync(join(folder.path, 'history.sqlite'));
    database.exec(text);
    database.close();
  };
  const dispose = () => {
    stores.close();
    folder.remove();
  };
  return { folder: folder.path, stores, life, verify, sql, [Symbol.dispose]: dispose };
}

const objects = (folder: string) =>
  readdirSync(join(folder, 'objects'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join(folder, 'objects', name));

describe('a history', () => {
  it('that is whole is found so, with every verdict computed again', async () => {
    using history = await lived();
    const { looked, found } = await history.verify();
    expect(found).toEqual([]);
    expect(looked).toEqual({ runs: 20, draws: 120, expired: 0, judgements: 20, recomputed: 20, notComparable: 0 });
  });

  it('with outputs that are lost is not, and each is named; what was judged with their help is not compared', async () => {
    using history = await lived();
    const [first, second] = objects(history.folder) as [string, string];
    rmSync(first);
    writeFileSync(second, 'no gzip');
    const { looked, found } = await history.verify();
    expect(found).toEqual([
      {
        where: expect.stringMatching(/^run /),
        what: expect.stringMatching(/missing or unreadable|damaged/),
        repair: 'impossible',
      },
      {
        where: expect.stringMatching(/^run /),
        what: expect.stringMatching(/missing or unreadable|damaged/),
        repair: 'impossible',
      },
    ]);
    expect(looked.notComparable).toBeGreaterThan(0);
  });

  it('with a verdict that somebody edited is not', async () => {
    using history = await lived();
    const [judged, newest] = [all[13], all.at(-1)] as [Judgement, Judgement];
    await history.stores.judgements.put({
      ...judged,
      verdict: newest.verdict,
      incident: newest.incident,
    });
    const { found } = await history.verify();
    expect(found).toEqual([
      {
        where: `judgement of run ${judged.run}`,
        what: expect.stringMatching(/^verdict: drift-detected is stored/),
        repair: 'impossible',
      },
    ]);
  });

  it.each([
    ['is damaged', `UPDATE detectors SET state = x'00112233'`, /it is damaged/],
    ['is missing', 'DELETE FROM detectors', /it is missing/],
  ])('whose detector %s is mended, and goes on as if nothing had been', async (_, sql, what) => {
    using history = await lived();
    const known = await history.stores.detectors.load('support');
    history.sql(sql);
    expect((await history.verify()).found).toMatchObject([
      { where: 'detector of support', what: expect.stringMatching(what), repair: 'possible' },
    ]);
    expect((await history.verify(true)).found).toMatchObject([{ repair: 'repaired' }]);
    expect((await history.verify()).found).toEqual([]);
    expect((await history.stores.detectors.load('support'))?.state).toEqual(known?.state);
  });

  it('of which a run was judged and its detector never heard, as older versions left it, is mended', async () => {
    using history = await lived();
    const known = (await history.stores.detectors.load('support')) as { state: Uint8Array; revision: number };
    history.life.clock.advance(20 * 3_600_000);
    await history.life.live(1);
    const after = (await history.stores.detectors.load('support')) as { state: Uint8Array; revision: number };
    await history.stores.detectors.save('support', known.state, after.revision);
    expect((await history.verify(true)).found).toMatchObject([
      { where: 'detector of support', what: expect.stringMatching(/not heard of 1 judged runs/), repair: 'repaired' },
    ]);
    expect((await history.stores.detectors.load('support'))?.state).toEqual(after.state);
  });

  it('with a run that was never judged, and drift that no incident tells, is mended', async () => {
    using history = await lived();
    const { run } = all.at(-1) as Judgement;
    history.sql(`DELETE FROM judgements WHERE run = '${run}'`);
    expect((await history.verify(true)).found).toMatchObject([
      { where: 'detector of support', repair: 'repaired' },
      { where: `run ${run}`, what: 'it is over and was not judged', repair: 'repaired' },
    ]);
    history.sql(`DELETE FROM incidents; UPDATE judgements SET judgement = json_remove(judgement, '$.incident')`);
    const { found } = await history.verify(true);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ what, repair }) => repair === 'repaired' && what.includes('no incident'))).toBe(true);
    expect((await history.verify()).found).toEqual([]);
  });
});

describe('a history that was deleted or emptied beside its outputs', () => {
  const lose = (folder: string, ...parts: string[]) => {
    for (const part of parts) rmSync(join(folder, `history.sqlite${part}`), { force: true });
  };
  const ruined: [string, (folder: string) => void][] = [
    ['deleted', (folder) => lose(folder, '', '-wal', '-shm')],
    [
      'truncated',
      (folder) => {
        lose(folder, '-wal');
        truncateSync(join(folder, 'history.sqlite'));
      },
    ],
    [
      'replaced by an empty one',
      (folder) => {
        using empty = temporaryFolder();
        openLocalStores(empty.path).close();
        lose(folder, '-wal');
        copyFileSync(join(empty.path, 'history.sqlite'), join(folder, 'history.sqlite'));
      },
    ],
  ];

  it.each(ruined)('(%s) is refused, by whoever runs and whoever looks', async (_, ruin) => {
    using history = await lived();
    history.stores.close();
    ruin(history.folder);
    for (const readOnly of [true, false])
      expect(() => openLocalStores(history.folder, { readOnly })).toThrow(ConfigError);
    expect(() => openLocalStores(history.folder)).toThrow(/pinwatch verify --repair/);
  });

  it('is built again of them: the same draws, and the same verdicts', async () => {
    using history = await lived();
    history.stores.close();
    lose(history.folder, '', '-wal', '-shm');
    using stores = openLocalStores(history.folder, { evenEmptied: true });
    for (const golden of history.life.goldens) await stores.goldens.put(golden);
    const rebuilt = await rebuildRuns([history.life.endpoint], lostObjects(stores), { stores, repair: true });
    expect(rebuilt).toHaveLength(20);
    await history.verify(true, stores);
    expect((await history.verify(false, stores)).found).toEqual([]);
    const after = await stores.judgements.list({ endpoint: 'support' });
    expect(after.map(({ run, verdict }) => [run, verdict.kind])).toEqual(
      all.map(({ run, verdict }) => [run, verdict.kind]),
    );
    expect(stores.inspect()).toEqual({ damage: [], orphans: [] });
  });
});
