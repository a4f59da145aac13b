import { describe, expect, it } from 'vitest';
import type { Incident } from '../../lib/domain/verdict/incident.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import { resolve } from '../../lib/monitor/act/incident-actions.ts';
import { endpointWithIncidents, incidentsOfRemoved } from '../../lib/monitor/removed-endpoints.ts';
import { incidentAfter } from '../../lib/monitor/tell/incident-after.ts';
import { notify } from '../../lib/monitor/tell/notify.ts';
import { countingStores } from '../helpers/counting-stores.ts';
import { drift, judgementOf } from '../helpers/judgements.ts';
import { watchedEndpoint } from '../helpers/watched-endpoint.ts';

const empty = { project: { endpoints: [] } };

describe('an endpoint that was taken out of the project while an incident went on', () => {
  it('is found by its incident, and tells people that it was closed, with the model that it watched', async () => {
    const { run, stores, deps, endpoint, sent } = watchedEndpoint();
    await run(drift);
    expect(await incidentsOfRemoved({ project: { endpoints: [endpoint] }, stores })).toEqual([]);
    expect(await incidentsOfRemoved({ ...empty, stores })).toMatchObject([{ endpoint: 'support', status: 'open' }]);
    expect(await endpointWithIncidents('nobody', { ...empty, stores })).toBeUndefined();

    const gone = await endpointWithIncidents('support', { ...empty, stores });
    if (gone === undefined) throw new Error('it has an incident');
    await resolve(gone, { by: 'ana', why: 'not used any more' }, deps);
    expect(sent.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
    expect(sent.at(-1)).toMatchObject({ endpoint: { id: 'support', provider: 'fake', model: 'pinned-1' } });
    expect(await incidentsOfRemoved({ ...empty, stores })).toEqual([]);
  });
});

describe('incidents that are long over', () => {
  const over = (number: number): Incident => {
    const at = new Date(Date.UTC(2020, 0, number)).toISOString();
    const [openedByRun, lastRun] = [runAt(number), runAt(number + 0.5)];
    const times = { openedAt: at, updatedAt: at, resolvedAt: at };
    const runs = { openedByRun, lastRun };
    return {
      id: `support/1/${openedByRun}`,
      ...{ endpoint: 'support', epoch: 1, status: 'resolved', revision: 0 },
      ...times,
      ...runs,
    };
  };
  const runAt = (number: number) =>
    `${new Date(Date.UTC(2020, 0, 1) + (number - 1) * 86_400_000).toISOString().replace(/[-:.]/g, '')}-support`;

  async function withMany() {
    const watched = watchedEndpoint();
    await watched.run();
    for (let number = 1; number <= 300; number++) await watched.stores.incidents.put(over(number));
    return watched;
  }

  it('are not read to tell what goes on, however many there are', async () => {
    const { run, deps, endpoint, stores } = await withMany();
    const { judgement } = (await run(drift)) as { judgement: Judgement };
    const counted = countingStores(stores);
    await notify(judgement, endpoint, { ...deps, stores: counted.stores });
    expect(counted.records).toBeGreaterThan(50);
    expect(counted.records).toBeLessThan(150);
  });

  it('are known again by a judgement of theirs that is heard once more', async () => {
    const { stores } = await withMany();
    const of = async (number: number) => {
      const at = new Date(Date.UTC(2020, 0, 1) + (number - 1) * 86_400_000).toISOString();
      const record = { run: runAt(number), endpoint: 'support', epoch: 1, plannedAt: at } as never;
      const { incident, next } = await incidentAfter({ ...judgementOf(record, drift), endpoint: 'support' }, stores);
      return { incident: incident?.id, isWritten: next !== undefined };
    };
    for (const number of [3, 100, 299])
      expect(await of(number + 0.25)).toEqual({ incident: over(number).id, isWritten: false });
    expect(await of(400)).toMatchObject({ isWritten: true });
  });
});
