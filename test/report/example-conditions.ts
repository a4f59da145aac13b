import { ConditionAlert } from '../../lib/domain/verdict/alert.ts';
import type { Condition } from '../../lib/domain/verdict/condition.ts';

const common = {
  endpoint: 'support-gpt41',
  status: 'open',
  since: '2026-11-22T05:00:12.000Z',
  firstRun: '20261122T050012000Z-support-gpt41',
  openedAt: '2026-11-22T07:05:12.000Z',
  run: '20261122T070512000Z-support-gpt41',
  runs: 3,
  updatedAt: '2026-11-22T07:05:12.000Z',
  revision: 0,
} as const;

/** What is particular to each kind, as full as it can be. */
const kinds = {
  unreachable: { failures: [{ class: 'not-found', calls: 28 }] },
  blind: {
    cause: 'too-few-answers',
    planned: 28,
    completed: 19,
    failures: [
      { class: 'rate-limited', calls: 7 },
      { class: 'timeout', calls: 2 },
    ],
    goldens: [{ golden: 'refund-email', why: 'failing', class: 'rate-limited' }],
  },
  'partly-blind': {
    goldens: [
      { golden: 'refund-email', why: 'failing', class: 'timeout' },
      { golden: 'returns-question', why: 'not-judged' },
    ],
    of: 14,
  },
  silent: { lastRunAt: '2026-11-22T04:05:12.000Z', everySeconds: 3600 },
  budget: {
    scope: 'project',
    period: 'month',
    until: '2026-12-01T00:00:00.000Z',
    stage: 'used-up',
    unit: 'money',
    used: 49_310_000,
    limit: 50_000_000,
    currency: 'USD',
  },
} as const;

/** An alert about a condition that begins. A copy each time. */
export function conditionAlert(kind: Condition['kind'], changes: object = {}): ConditionAlert {
  const id = `support-gpt41/${kind}/${common.firstRun}`;
  return ConditionAlert.parse({
    id: `${id}/opened`,
    kind: 'condition-opened',
    endpoint: { id: 'support-gpt41', provider: 'openai', model: 'gpt-4.1-2025-04-14' },
    condition: { ...structuredClone(common), ...structuredClone(kinds[kind]), kind, id, ...changes },
  });
}

/** The same when it is over. */
export function conditionOverAlert(kind: Condition['kind']): ConditionAlert {
  const alert = conditionAlert(kind, {
    status: 'resolved',
    resolvedBy: '20261122T100501000Z-support-gpt41',
    resolvedAt: '2026-11-22T10:05:01.000Z',
    updatedAt: '2026-11-22T10:05:01.000Z',
    revision: 1,
  });
  return { ...alert, id: `${alert.condition.id}/resolved`, kind: 'condition-resolved' };
}
