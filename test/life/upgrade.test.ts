import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detectorVersion } from '../../lib/drift/detector-state.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { Life } from './life.ts';

const packed = new URL('../fixtures/upgrade/detector-2.json.zst', import.meta.url);
const goldens = ['bullets', 'refund', 'story', 'triage'];

function unpackInto(folder: string): void {
  const files = JSON.parse(zstdDecompressSync(readFileSync(packed)).toString()) as Record<string, string>;
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), Buffer.from(content, 'base64'));
  }
}

describe('a data folder of an earlier version', { timeout: 120_000 }, () => {
  it('goes on: its baseline, its epoch and its open incident are kept', async () => {
    using folder = temporaryFolder();
    unpackInto(folder.path);
    using stores = openLocalStores(folder.path);
    const life = new Life('upgrade', { stores, goldens, at: '2026-01-06T16:00:00.000Z' });
    const before = await life.incidents();

    await life.world({ refusing: { '*': 0.95 } }).live(2);
    expect(life.judgements).toMatchObject([
      { epoch: 1, detector: detectorVersion, verdict: { kind: 'drift-detected' } },
      { epoch: 1, verdict: { kind: 'drift-detected' } },
    ]);
    expect(life.judgements[0]?.learnedAgain).toEqual({ why: 'other-detector', runs: 40, unreadable: 0 });
    expect(await life.incidents()).toMatchObject([{ id: before[0]?.id, status: 'open', lastRun: life.newest.run }]);

    await life.world({ refusing: {} }).live(12);
    expect(life.newest.verdict.kind).toBe('no-drift-detected');
    expect(await life.incidents()).toMatchObject([{ id: before[0]?.id, status: 'resolved' }]);
    expect(await stores.epochs.list('support')).toHaveLength(1);
    expect((await life.report()).runs).toHaveLength(54);
    expect(life.untruths).toEqual([]);
  });
});
