import { expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import type { Batch } from '../../lib/domain/run/batch.ts';
import type { BatchLog } from '../../lib/ports/batch-log.ts';

const endpoint = Endpoint.parse({ id: 'support', provider: 'openai', model: 'pinned-1', delivery: 'batch' });

function batch(run: string, part: number): Batch {
  const [key, preparedAt] = ['0'.repeat(24), '2026-11-22T09:00:00.000Z'];
  return { run, part, key, endpoint, api: 'openai.chat', draws: [0, 1], state: 'prepared', preparedAt, attempts: 0 };
}

/** What every log of batches must do. */
export function itKeepsBatches(open: () => { readonly here: BatchLog; readonly elsewhere: BatchLog }) {
  it('keeps batches until they are removed, by run and part, for every process', async () => {
    const { here, elsewhere } = open();
    await here.add([batch('r-2', 0), batch('r-2', 1), batch('r-2', 10)]);
    await elsewhere.add([batch('r', 0)]);
    const named = (batches: readonly Batch[]) => batches.map(({ run, part }) => `${run} ${part}`);
    expect(named(await here.list())).toEqual(['r 0', 'r-2 0', 'r-2 1', 'r-2 10']);
    expect(named(await elsewhere.list('r-2'))).toEqual(['r-2 0', 'r-2 1', 'r-2 10']);
    expect(await here.list('r')).toEqual([batch('r', 0)]);
    await elsewhere.remove({ run: 'r-2', part: 1 });
    await here.remove({ run: 'r-2', part: 1 });
    expect(named(await here.list('r-2'))).toEqual(['r-2 0', 'r-2 10']);
  });

  it('replaces only what was added, and adds only what is not there: no attempt is forgotten', async () => {
    const { here, elsewhere } = open();
    const attempted: Batch = { ...batch('r', 0), attempts: 1, attemptedAt: '2026-11-22T09:00:01.000Z' };
    await here.put(attempted);
    expect(await elsewhere.list()).toEqual([]);
    await here.add([batch('r', 0)]);
    await elsewhere.put(attempted);
    await here.add([batch('r', 0)]);
    expect(await here.list()).toEqual([attempted]);
    await here.add([]);
  });
}
