import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { erase } from '../../../lib/monitor/erase/erase.ts';
import { everythingOf, everythingWith } from '../../../lib/monitor/erase/to-erase.ts';
import { openLocalStores } from '../../../lib/stores/sqlite/open-local-stores.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { Life } from '../../life/life.ts';

/** A life with a change in it, on disk. */
async function lived(folder: string) {
  const stores = openLocalStores(folder);
  const life = new Life('erase', { stores, goldens: ['a', 'b', 'c'], baselineRuns: 8, falseAlarmsPerYear: 24 });
  await life.live(12);
  await life.world({ refusing: { '*': 0.95 } }).liveUntilDrift();
  return { life, stores };
}

/** Everything that stands in files below a folder, unpacked. */
function everythingIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name));
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
  });
  return texts.join('\n');
}

describe('to erase', () => {
  it('a text takes it from answers, verdicts and every byte on the disk, and leaves verdicts', async () => {
    using folder = temporaryFolder();
    const { life, stores } = await lived(folder.path);
    const text = 'cannot help with that';
    expect(everythingIn(folder.path)).toContain(text);
    expect(JSON.stringify(life.newest.explanation)).toContain(text);
    const records = await stores.runs.list({ endpoint: 'support' });
    const erased = await erase(everythingWith(text.toUpperCase()), { stores, erasure: stores.erasure });
    expect(erased).toMatchObject({ goldens: 0, open: [], unreadable: [] });
    expect(erased.answers).toBeGreaterThan(0);
    expect(erased.verdicts).toBeGreaterThan(0);
    stores.close();
    expect(everythingIn(folder.path)).not.toContain(text);
    using again = openLocalStores(folder.path);
    expect(await again.runs.list({ endpoint: 'support' }), 'counts stay').toEqual(records);
    const kept = await again.judgements.get(life.newest.run);
    expect(kept?.verdict).toEqual(life.newest.verdict);
    expect(kept?.explanation).toMatchObject({ since: life.newest.explanation?.since, examples: [] });
    expect(await erase(everythingWith(text), { stores: again, erasure: again.erasure })).toMatchObject({
      answers: 0,
      verdicts: 0,
    });
  });

  it('a golden takes its prompt and its answers, and the others are judged as before', async () => {
    using folder = temporaryFolder();
    const { life, stores } = await lived(folder.path);
    life.remove('b');
    expect(await erase(everythingOf('b'), { stores, erasure: stores.erasure })).toMatchObject({ goldens: 1 });
    expect(everythingIn(folder.path)).not.toContain('Write about b.');
    for (const { run } of life.judgements) {
      const { examples = [] } = (await stores.judgements.get(run))?.explanation ?? {};
      expect(examples.map(({ golden }) => golden.replace(/@.*/, ''))).not.toContain('b');
    }
    for (const { run } of life.judgements)
      expect((await stores.runs.samples(run)).map(({ golden }) => golden)).not.toContain('b');
    await life.live(2);
    expect(life.newest.verdict.kind).toBe('drift-detected');
    expect(life.newest.learnedAgain).toBeUndefined();
    stores.close();
  });
});
