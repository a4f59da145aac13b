import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { replay, slowServer } from '../bench/replay.ts';
import { plan, sample } from '../contract/stored-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

// Short forms of benches: they count, and never look at a clock.

it('a replay asks once for each draw and stores each once, at whatever concurrency', async () => {
  await using server = await slowServer(2);
  for (const concurrency of [1, 16, 256]) {
    const { draws, requests, stored } = await replay(server, concurrency, 32);
    expect({ concurrency, draws, requests, stored }).toEqual({ concurrency, draws: 32, requests: 32, stored: 32 });
  }
});

it('a large run that is sealed leaves the database as small as it was, and its answers in one packed file', async () => {
  using folder = temporaryFolder();
  using stores = openLocalStores(folder.path);
  const size = () => statSync(join(folder.path, 'history.sqlite')).size;
  const tasks = Array.from({ length: 6000 }, (_, repetition) => ({
    golden: 'reply-01',
    goldenVersion: 'v',
    repetition,
  }));
  await stores.runs.open({ ...plan('large'), tasks });
  const text = 'It left on Monday and is on its way. '.repeat(100);
  for (const { repetition } of tasks) await stores.runs.putSample({ ...sample('large', 'reply-01', repetition), text });
  await stores.runs.close('large', { status: 'finished', finishedAt: '2026-11-22T10:00:00.000Z' });
  expect(size()).toBeLessThan(2_000_000); // its rows were 24 MB
});
