import { describe, expect, it } from 'vitest';
import type { RunQuery } from '../../lib/ports/run-store.ts';
import { judgement, plan } from './stored-records.ts';
import type { Handles } from './stores-suite.ts';

const finished = { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' } as const;

export function describeQueries({ here, elsewhere }: Handles): void {
  describe('queries', () => {
    // Six runs of one endpoint in two epochs, opened out of order, and one of another endpoint.
    const hours = [3, 1, 5, 2, 4, 6];
    const at = (hour: number) => `2026-11-22T0${hour}:00:00.000Z`;
    const queries: [string, Omit<RunQuery, 'endpoint'>, string[]][] = [
      ['everything, oldest first', {}, ['run-1', 'run-2', 'run-3', 'run-4', 'run-5', 'run-6']],
      ['one epoch', { epoch: 2 }, ['run-4', 'run-5', 'run-6']],
      ['an epoch that has none', { epoch: 3 }, []],
      ['from a time on, inclusive', { from: at(5) }, ['run-5', 'run-6']],
      ['until a time, exclusive', { until: at(3) }, ['run-1', 'run-2']],
      ['a window, whatever its offsets', { from: '2026-11-22T04:00:00+02:00', until: at(4) }, ['run-2', 'run-3']],
      ['an empty window', { from: at(4), until: at(4) }, []],
      ['the last ones, oldest first', { last: 2 }, ['run-5', 'run-6']],
      ['the last ones of an epoch', { epoch: 1, last: 2 }, ['run-2', 'run-3']],
      ['the last ones before a time', { until: at(4), last: 1 }, ['run-3']],
      ['more than there are', { last: 100 }, ['run-1', 'run-2', 'run-3', 'run-4', 'run-5', 'run-6']],
      ['none at all', { last: 0 }, []],
    ];

    it('find runs by endpoint, epoch and time', async () => {
      for (const hour of hours)
        await here().runs.open(plan(`run-${hour}`, { plannedAt: at(hour), epoch: hour < 4 ? 1 : 2 }));
      await here().runs.open(plan('run-0', { endpoint: 'sales', plannedAt: at(4) }));
      for (const hour of [1, 2, 4]) await here().runs.close(`run-${hour}`, finished);
      for (const [title, query, runs] of queries) {
        const found = await elsewhere().runs.list({ endpoint: 'support', ...query });
        expect({ title, runs: found.map(({ run }) => run) }).toEqual({ title, runs });
      }
      expect(await here().runs.list({ endpoint: 'sales' })).toMatchObject([{ run: 'run-0' }]);
    });

    it('find judgements by endpoint, epoch and time', async () => {
      for (const hour of hours)
        await here().judgements.put(judgement(`run-${hour}`, { at: at(hour), epoch: hour < 4 ? 1 : 2 }));
      await here().judgements.put(judgement('run-0', { endpoint: 'sales', at: at(4) }));
      for (const [title, query, runs] of queries) {
        const found = await elsewhere().judgements.list({ endpoint: 'support', ...query });
        expect({ title, runs: found.map(({ run }) => run) }).toEqual({ title, runs });
      }
      expect(await here().judgements.list({ endpoint: 'sales' })).toHaveLength(1);
    });

    it('order runs of the same instant by name', async () => {
      for (const run of ['run-b', 'run-a', 'run-c']) await here().runs.open(plan(run));
      const found = await here().runs.list({ endpoint: 'support', last: 2 });
      expect(found.map(({ run }) => run)).toEqual(['run-b', 'run-c']);
    });

    it('do not mistake an endpoint for one whose name begins alike', async () => {
      await here().runs.open(plan('run-1', { endpoint: 'support' }));
      await here().runs.open(plan('run-2', { endpoint: 'support-2' }));
      expect(await here().runs.list({ endpoint: 'support' })).toMatchObject([{ run: 'run-1' }]);
    });
  });
}
