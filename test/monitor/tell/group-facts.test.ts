import { describe, expect, it } from 'vitest';
import type { Alert, FactAlert } from '../../../lib/domain/verdict/alert.ts';
import { deliverAlerts } from '../../../lib/monitor/tell/deliver-alerts.ts';
import { drift, factOf } from '../../helpers/judgements.ts';
import { watchedFleet } from '../../helpers/watched-fleet.ts';

const model = factOf('reported-model');
const tokens = factOf('prompt-tokens', { golden: 'refund' });

const said = (sent: readonly Alert[]) =>
  sent.map((alert) => [alert.kind, alert.endpoint.id, alert.group?.members.length ?? 1]);

describe('facts of several endpoints', () => {
  it('of one kind that show within one interval are one thread: the first alone, then the others with it', async () => {
    const { sent, hour, deps, endpoints } = watchedFleet(4);
    await hour();
    await hour({ facts: [model] });
    await hour();
    expect(said(sent)).toEqual([
      ['fact', 'desk-001', 1],
      ['fact', 'desk-002', 2],
      ['fact', 'desk-001', 4],
    ]);
    const [first, second, all] = sent as FactAlert[];
    expect(second?.group?.id).toBe(first?.id);
    expect(all?.id).toBe(`${first?.id}/4 members`);
    expect(all?.group?.members.map(({ endpoint }) => endpoint)).toEqual([
      'desk-001',
      'desk-002',
      'desk-003',
      'desk-004',
    ]);
    for (const endpoint of endpoints) await deliverAlerts(endpoint, { ...deps, allJoined: true });
    expect(sent, 'nobody hears twice').toHaveLength(3);
  });

  it.each([
    ['of another kind', [tokens]],
    ['of more kinds', [model, tokens]],
  ])('%s are told by themselves', async (_, facts) => {
    const { sent, hour } = watchedFleet(2);
    await hour();
    await hour((i) => ({ facts: i === 0 ? [model] : facts }));
    expect(said(sent)).toEqual([
      ['fact', 'desk-001', 1],
      ['fact', 'desk-002', 1],
    ]);
  });

  it('that show hours apart are told by themselves', async () => {
    const { sent, hour } = watchedFleet(2);
    await hour();
    await hour((i) => (i === 0 ? { facts: [model] } : {}));
    await hour();
    await hour((i) => (i === 1 ? { facts: [model] } : {}));
    expect(said(sent)).toEqual([
      ['fact', 'desk-001', 1],
      ['fact', 'desk-002', 1],
    ]);
  });

  it.each(['configuration', 'golden-version', 'one-run'] as const)(
    'are no news of each other where they are our own doing or one run (%s)',
    async (kind) => {
      const { sent, hour } = watchedFleet(3);
      await hour();
      await hour({ facts: [factOf(kind)] });
      await hour();
      expect(said(sent).map(([, id, members]) => [id, members])).toEqual([
        ['desk-001', 1],
        ['desk-002', 1],
        ['desk-003', 1],
      ]);
    },
  );

  it('and drift of another endpoint are two things, though they begin together', async () => {
    const { sent, hour } = watchedFleet(2);
    await hour();
    await hour((i) => (i === 0 ? { facts: [model] } : { verdict: drift }));
    expect(said(sent)).toEqual([
      ['fact', 'desk-001', 1],
      ['opened', 'desk-002', 1],
    ]);
  });
});
