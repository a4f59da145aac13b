import { expect, it } from 'vitest';
import { goldenKey } from '../../../lib/domain/golden/golden-key.ts';
import type { RunRecord } from '../../../lib/domain/run/run.ts';
import { prepareRun } from '../../../lib/drift/run-profile.ts';
import { observeStored } from '../../../lib/monitor/judge/observe-stored.ts';
import { readLearnedRun } from '../../../lib/monitor/judge/read-learned-run.ts';
import { plan, sample } from '../../contract/stored-records.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';

const goldens = ['reply-01', 'reply-02', 'reply-03'];
const keyOf = (golden: string) => goldenKey(sample('run-1', golden, 0));
const design = new Map([
  [keyOf('reply-01'), 2],
  [keyOf('reply-02'), 9],
]);

async function stored(draws: (golden: string) => number) {
  const stores = memoryStores();
  const tasks = goldens.flatMap((golden) =>
    Array.from({ length: draws(golden) }, (_, repetition) => ({ golden, goldenVersion: 'v', repetition })),
  );
  await stores.runs.open({ ...plan('run-1'), tasks });
  for (const { golden, repetition } of tasks) {
    const said =
      repetition === 3 && golden !== 'reply-01' ? { error: 'timeout' } : { text: `${golden} says ${repetition}` };
    await stores.runs.putSample({ ...sample('run-1', golden, repetition), ...said });
  }
  await stores.runs.close('run-1', { status: 'finished', finishedAt: '2026-11-22T10:00:00.000Z' });
  return { stores, record: (await stores.runs.get('run-1')) as RunRecord };
}

it('a run that is learned again in parts is the one that was asked for with fewer draws', async () => {
  const [many, few] = [await stored(() => 5), await stored((golden) => (golden === 'reply-01' ? 2 : 5))];
  const learning = {
    design,
    used: new Map([[keyOf('reply-03'), 1]]),
    isKept: (key: string) => key === keyOf('reply-02'),
  };
  const { prepared, sample: kept } = await readLearnedRun(many.record, learning, many.stores);
  const whole = await observeStored(few.record, few.stores);
  const identity = { identity: prepared.identity }; // of all draws, also of those that are cut
  expect({ ...prepared, ...identity }).toEqual({ ...prepareRun(whole, learning.used), ...identity });
  expect(kept).toEqual({
    ...whole,
    ...identity,
    goldens: new Map([[keyOf('reply-02'), whole.goldens.get(keyOf('reply-02'))]]),
  });
});
