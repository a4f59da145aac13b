import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { withCanaries } from '../../lib/domain/endpoint/with-canaries.ts';
import type { Incident } from '../../lib/domain/verdict/incident.ts';
import type { Verdict } from '../../lib/domain/verdict/verdict.ts';
import { confirmingRun } from '../../lib/monitor/confirming-run.ts';
import { runId } from '../../lib/plan/plan-run.ts';
import { drift, judgementOf, learning, noDrift } from '../helpers/judgements.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';

const suspected: Verdict = { ...noDrift, suspected: true } as Verdict;
const day = '2026-11-22';

function given(settings: object) {
  const stores = memoryStores();
  const endpoints = withCanaries([Endpoint.parse({ id: 'support', provider: 'fake', model: 'm', ...settings })]);
  const [support] = endpoints as [Endpoint];
  const project = { every: '1d', jitter: 0.5, endpoints };
  return {
    async run(time: string, verdict: Verdict, endpoint = 'support') {
      const at = new Date(`${day}T${time}:00Z`);
      const plan = { run: runId(endpoint, at), endpoint, epoch: 1, plannedAt: at.toISOString(), seed: '', tasks: [] };
      await stores.runs.open(plan);
      await stores.judgements.put(judgementOf(plan, verdict));
    },
    async incident(time: string, endpoint: string, status: Incident['status'] = 'open') {
      const at = `${day}T${time}:00.000Z`;
      const ids = { id: `${endpoint}/1`, endpoint, epoch: 1, openedByRun: 'r', lastRun: 'r', revision: 0 };
      await stores.incidents.put({ ...ids, status, openedAt: at, updatedAt: at });
    },
    wanted: (time: string) => confirmingRun(support, project, stores, new Date(`${day}T${time}:00Z`)),
  };
}

describe('a confirming run', () => {
  it('is wanted while the newest run is suspected, within the hour, and four times in a row at most', async () => {
    const { run, wanted } = given({ confirmingRuns: 0.1 });
    await run('06:00', suspected);
    expect(await wanted('06:01')).toMatchObject({ why: 'suspected' });
    for (const time of ['07:00', '08:00', '09:00']) await run(time, suspected);
    const at = (await wanted('09:01'))?.at as Date;
    expect(at.getTime() - Date.parse(`${day}T09:00:00Z`)).toBeGreaterThan(45 * 60_000 - 1);
    expect(at.getTime() - Date.parse(`${day}T09:00:00Z`)).toBeLessThan(75 * 60_000 + 1);
    await run('10:00', suspected);
    expect(await wanted('10:01')).toBeUndefined();
  });

  it.each([
    ['nothing is suspected', noDrift],
    ['nothing is learned', learning],
    ['drift is known', drift],
  ])('is not wanted where %s', async (_, verdict) => {
    const { run, wanted } = given({ confirmingRuns: 0.1 });
    await run('06:00', verdict);
    expect(await wanted('06:01')).toBeUndefined();
  });

  it('is not wanted by endpoints that have no share of them', async () => {
    const { run, wanted } = given({});
    await run('06:00', suspected);
    expect(await wanted('06:01')).toBeUndefined();
  });

  it('is wanted four times after an alarm of the canary, and not after one that is over', async () => {
    const { run, incident, wanted } = given({ canary: { every: '1h' } });
    await run('06:00', noDrift);
    expect(await wanted('06:01')).toBeUndefined();
    await incident('06:30', 'support.canary');
    expect(await wanted('06:31')).toMatchObject({ why: 'canary' });
    for (const time of ['07:00', '08:00', '09:00', '10:00']) await run(time, noDrift);
    expect(await wanted('10:01')).toBeUndefined();
    const over = given({ canary: { every: '1h' } });
    await over.run('06:00', noDrift);
    await over.incident('06:30', 'support.canary', 'resolved');
    expect(await over.wanted('06:31')).toBeUndefined();
  });
});
