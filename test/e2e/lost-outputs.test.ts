import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../lib/domain/verdict/alert.ts';
import { alertText } from '../../lib/report/alert/alert-text.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { Life } from '../life/life.ts';

const options = { goldens: ['bullets', 'refund', 'story'], baselineRuns: 12, falseAlarmsPerYear: 100 };
const refusals = { refusing: { '*': 0.95 } };

/** The object files of a data folder. */
function objectsIn(folder: string): string[] {
  const names = readdirSync(join(folder, 'objects'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.gz')).map((name) => join(folder, 'objects', name));
}

describe('outputs that are lost', () => {
  it.each([
    ['missing', (path: string) => rmSync(path)],
    ['damaged', (path: string) => writeFileSync(path, 'no gzip')],
  ])('keep no alarm from being raised and told, and it says of what it could not be measured (%s)', async (_, harm) => {
    using folder = temporaryFolder();
    using stores = openLocalStores(folder.path);
    const life = new Life('lost objects', { ...options, stores });
    await life.live(24);
    for (const path of objectsIn(folder.path).slice(0, 5)) harm(path);
    expect(await life.world(refusals).liveUntilDrift()).toBeLessThanOrEqual(8);
    expect(life.alerts.at(-1)).toMatchObject({ kind: 'opened' });
    expect(life.newest).toMatchObject({ verdict: { kind: 'drift-detected' }, incident: expect.any(String) });
    expect(life.newest.unreadable).toHaveLength(5);
    const text = plainText(alertText(life.alerts.at(-1) as Alert, { width: 200 }));
    expect(text).toContain('the stored answers of 5 runs are missing or damaged');
    expect(life.newest.explanation?.rates).not.toEqual([]);
  });

  it('of every earlier run leave the alarm, without its size', async () => {
    using folder = temporaryFolder();
    using stores = openLocalStores(folder.path);
    const life = new Life('all objects', { ...options, stores });
    await life.live(24);
    for (const path of objectsIn(folder.path)) rmSync(path);
    expect(await life.world(refusals).liveUntilDrift()).toBeLessThanOrEqual(8);
    expect(life.alerts.at(-1)).toMatchObject({ kind: 'opened' });
    expect(life.newest.verdict).toMatchObject({ kind: 'drift-detected', effectFloor: expect.any(Number) });
    expect(life.newest.verdict).not.toHaveProperty('effect');
  });
});
