import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { UnreadableError } from '../../../lib/domain/errors.ts';
import { hashConfiguration } from '../../../lib/domain/verdict/watched.ts';
import { rebuildRuns } from '../../../lib/monitor/verify/rebuild-runs.ts';
import { verifyPlaces } from '../../../lib/monitor/verify/verify-places.ts';
import type { LostOutputs } from '../../../lib/ports/inspection.ts';
import { epoch, sample } from '../../contract/stored-records.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';

const endpoint = Endpoint.parse({ id: 'support', provider: 'openai', model: 'pinned-1' });
const run = '20261122T090000123Z-support';

/** Two answers of a run, the later one first. */
const outputs = (changes: object = {}, name = run): LostOutputs => ({
  where: 'object 42',
  samples: async () => [
    sample(name, 'reply-01', 1, { at: '2026-11-22T09:07:00.000Z' }),
    sample(name, 'reply-01', 0, { at: '2026-11-22T09:03:00.000Z' }),
  ],
  ...changes,
});

async function rebuilt(lost: LostOutputs, repair = true) {
  const stores = memoryStores();
  const configuration = hashConfiguration(endpoint);
  await stores.epochs.add({ ...epoch(1), configuration });
  const found = await rebuildRuns([endpoint], [lost], { stores, repair });
  const records = await stores.runs.list({ endpoint: 'support' });
  const samples = await Promise.all(records.map((one) => stores.runs.samples(one.run)));
  return { found, records, samples: samples.flat() };
}

describe('outputs of a run that the history has lost', () => {
  it('are named, and nothing is written unless that is asked for', async () => {
    const { found, records } = await rebuilt(outputs(), false);
    const what = `the history has lost the run ${run} that it holds`;
    expect(found).toEqual([{ where: 'object 42', what, repair: 'possible' }]);
    expect(records).toEqual([]);
  });

  it('are put back as a run of the time that its name says, over with its last answer', async () => {
    const { found, records, samples } = await rebuilt(outputs());
    expect(found).toMatchObject([{ repair: 'repaired' }]);
    expect(records).toMatchObject([
      {
        ...{ run, endpoint: 'support', epoch: 1, status: 'finished', planned: 2, completed: 2 },
        ...{ plannedAt: '2026-11-22T09:00:00.123Z', finishedAt: '2026-11-22T09:07:00.000Z' },
      },
    ]);
    expect(samples.map(({ repetition }) => repetition)).toEqual([0, 1]);
  });

  it.each([
    ['of its first answer, where its name says none', undefined, 'anything', '2026-11-22T09:03:00.000Z'],
    [
      'of an answer, where the name is of another day than its place',
      '2026-11-22',
      '20261121T090000123Z-support',
      '2026-11-22T09:03:00.000Z',
    ],
    ['of the day of its place, where nothing else is of that day', '2026-11-25', run, '2026-11-25T00:00:00.000Z'],
  ])('have the time %s', async (_, day, name, plannedAt) => {
    const { records } = await rebuilt(outputs(day === undefined ? {} : { day }, name));
    expect(records).toMatchObject([{ run: name, plannedAt }]);
  });

  it('are put back as their record says, where that is left', async () => {
    const record = {
      ...{ run, endpoint: 'support', epoch: 7, plannedAt: '2026-11-22T08:00:00.000Z', status: 'closed' as const },
      ...{ planned: 9, completed: 2, failed: 0, inputTokens: 0, outputTokens: 0 },
      ...{
        finishedAt: '2026-11-22T08:30:00.000Z',
        closedBecause: 'budget' as const,
        stream: { delivery: 'batch' as const },
      },
    };
    const { records } = await rebuilt(outputs({ record }));
    expect(records).toMatchObject([
      {
        ...{ epoch: 7, plannedAt: record.plannedAt, finishedAt: record.finishedAt, status: 'closed' },
        ...{ closedBecause: 'budget', stream: { delivery: 'batch' } },
      },
    ]);
  });

  it('are not stored a second time where the opened run finds them', async () => {
    const { samples } = await rebuilt(outputs({ isInPlace: true }));
    expect(samples, 'which memory does not').toEqual([]);
  });

  it.each([
    ['it is damaged', { samples: () => Promise.reject(new UnreadableError('no gzip')) }],
    ['its endpoint is not in the project', { samples: async () => [sample(run, 'a', 0, { endpoint: 'other' })] }],
    ['its endpoint is not in the project', { samples: async () => [] }],
  ])('cannot be put back: %s', async (why, changes) => {
    const { found, records } = await rebuilt(outputs(changes));
    const what = `no run of the history names it, and ${why}`;
    expect(found).toEqual([{ where: 'object 42', what, repair: 'impossible' }]);
    expect(records).toEqual([]);
  });

  it('pass on what is no damage', async () => {
    await expect(rebuilt(outputs({ samples: () => Promise.reject(new Error('refused')) }))).rejects.toThrow('refused');
  });
});

describe('what is stored in the wrong place', () => {
  it('is mended only where it can be, and that is asked for', async () => {
    let mended = 0;
    const now = new Date('2026-11-22T12:00:00Z');
    const asked: Date[] = [];
    const mend = async () => void mended++;
    const inspection = {
      lostOutputs: async () => [],
      misplaced: async (at: Date) => {
        asked.push(at);
        return [
          { where: 'a', what: 'stray', mend },
          { where: 'b', what: 'gone' },
        ];
      },
    };
    const states = async (repair: boolean) =>
      (await verifyPlaces(inspection, { now, repair })).map(({ where, repair: state }) => [where, state]);
    expect(await states(false)).toEqual([
      ['a', 'possible'],
      ['b', 'impossible'],
    ]);
    expect(mended).toBe(0);
    expect(await states(true)).toEqual([
      ['a', 'repaired'],
      ['b', 'impossible'],
    ]);
    expect([mended, asked]).toEqual([1, [now, now]]);
  });
});
