import { expect, it } from 'vitest';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { plan, sample } from '../contract/stored-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

it('an open run is handed over in its order, page after page, while draws go on arriving', async () => {
  using folder = temporaryFolder();
  using stores = openLocalStores(folder.path);
  const goldens = Array.from({ length: 30 }, (_, i) => `reply-${String(i).padStart(2, '0')}`);
  const tasks = goldens.flatMap((golden) =>
    Array.from({ length: 50 }, (_, repetition) => ({ golden, goldenVersion: 'v', repetition })),
  );
  await stores.runs.open({ ...plan('large'), tasks });
  const put = (some: typeof tasks) =>
    Promise.all(some.map(({ golden, repetition }) => stores.runs.putSample(sample('large', golden, repetition))));
  const late = tasks.filter(({ golden, repetition }) => golden === 'reply-29' && repetition === 49);
  await put(tasks.filter((task) => !late.includes(task)).toReversed());
  const handed: Sample[] = [];
  let parts = 0;
  await stores.runs.inParts('large', async (samples) => {
    if (++parts === 1) await put(late);
    handed.push(...samples);
  });
  expect(parts).toBeGreaterThan(2);
  expect(handed.map(({ golden, repetition }) => [golden, repetition])).toEqual(
    tasks.map(({ golden, repetition }) => [golden, repetition]),
  );
  expect(handed).toEqual(await stores.runs.samples('large'));
  expect(await stores.runs.get('large')).toMatchObject({ status: 'open', completed: 1500, failed: 0 });
});
