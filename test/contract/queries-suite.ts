import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../lib/domain/verdict/judgement-summary.ts';
import type { RunQuery } from '../../lib/ports/run-store.ts';
import { explanation, judgement, plan } from './stored-records.ts';
import type { Handles } from './stores-suite.ts';

const finished = { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' } as const;

const fact = {
  kind: 'reported-model' as const,
  was: ['gpt-4.1-2025-04-14'],
  now: 'gpt-4.1-2025-09-30',
  runs: ['run-0', 'run-1'],
  requests: 4,
  trust: 'strong' as const,
};

/** Evidence with everything that a summary leaves out. */
function whole(run = 'run-1', at = '2026-11-22T09:00:00.000Z') {
  return {
    ...judgement(run, { at }).evidence,
    rates: [{ name: 'json', golden: 'reply-01', count: 1, draws: 3 }],
    goldens: [{ golden: 'reply-01', score: 0.1 + 0.2 }],
  };
}

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
      ['what stands before a run', { before: { at: at(3), run: 'run-3' } }, ['run-1', 'run-2']],
      ['a page before a run', { before: { at: at(5), run: 'run-5' }, last: 2 }, ['run-3', 'run-4']],
      ['of one instant, what is named before', { before: { at: at(4), run: 'run-3z' }, last: 1 }, ['run-3']],
      ['a page of an epoch', { epoch: 2, before: { at: at(6), run: 'run-6' }, last: 5 }, ['run-4', 'run-5']],
      [
        'a page within a window',
        { from: at(2), until: at(6), before: { at: at(4), run: 'run-4' } },
        ['run-2', 'run-3'],
      ],
      ['before what comes later than the window', { until: at(2), before: { at: at(5), run: 'run-5' } }, ['run-1']],
      ['before everything', { before: { at: at(0), run: 'run-0' } }, []],
      ['of a window that begins later', { from: at(4), before: { at: at(2), run: 'run-2' } }, []],
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
      for (const [title, query, runs] of queries) {
        const found = await elsewhere().judgements.summaries({ endpoint: 'support', ...query });
        expect({ title, runs: found.map(({ run }) => run) }).toEqual({ title, runs });
      }
    });

    it('summarise judgements: everything but what they hold golden by golden, and as they were judged last', async () => {
      const stored = judgement('run-1', {
        evidence: { ...whole(), facts: [fact] },
        explanation: explanation([]),
        failedDraws: [{ golden: 'reply-01', failure: 'timeout', draws: 1, answered: 0, of: 2 }],
        sequence: 7,
      });
      await here().judgements.put(judgement('run-1'));
      await here().judgements.put(stored);
      const [summary] = await elsewhere().judgements.summaries({ endpoint: 'support' });
      expect(summary).toEqual(summaryOf(stored));
      expect(Object.keys(summary?.evidence ?? {})).not.toContain('rates');
      expect(summary).not.toHaveProperty('explanation');
    });

    it('find the judgements with facts without counting others', async () => {
      for (const hour of hours)
        await here().judgements.put(
          judgement(`run-${hour}`, {
            epoch: hour < 4 ? 1 : 2,
            evidence: { ...whole(`run-${hour}`, at(hour)), facts: hour % 2 === 0 ? [fact] : [] },
          }),
        );
      const found = async (query: Omit<RunQuery, 'endpoint'>) =>
        (await elsewhere().judgements.withFacts({ endpoint: 'support', ...query })).map(({ run }) => run);
      expect(await found({})).toEqual(['run-2', 'run-4', 'run-6']);
      expect(await found({ epoch: 2, last: 1 })).toEqual(['run-6']);
      expect(await found({ before: { at: at(6), run: 'run-6' }, last: 1 })).toEqual(['run-4']);
      await here().judgements.put(judgement('run-4', { epoch: 2, at: at(4) }));
      expect(await found({}), 'judged again, without its fact').toEqual(['run-2', 'run-6']);
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
