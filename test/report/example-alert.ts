import type { Alert } from '../../lib/domain/alert.ts';
import { Alert as AlertSchema } from '../../lib/domain/alert.ts';
import { exactInterval } from '../../lib/report/exact-interval.ts';
import { example, secondExample } from './history.ts';

function rate(count: number, draws: number) {
  return { ...exactInterval(count, draws), count, draws };
}

const run = '20261122T070512Z-support-gpt41';
const at = '2026-11-22T07:05:12.000Z';

/** An alert with everything that one can hold. A copy each time, so that a test may change it. */
export function exampleAlert(): Alert {
  const alarms = [
    { channel: 'logprobs', group: 'logprobs', logStatistic: 11.98, logThreshold: 10.87 },
    { channel: 'text', group: 'text', logStatistic: 14.58, logThreshold: 10.87 },
  ];
  const effect = { estimate: 0.31, low: 0.24, high: 0.38 };
  return AlertSchema.parse({
    id: `support-gpt41/1/${run}/opened`,
    kind: 'opened',
    endpoint: { id: 'support-gpt41', provider: 'openai', model: 'gpt-4.1-2025-04-14' },
    falseAlarmsPerYear: 1,
    incident: {
      id: `support-gpt41/1/${run}`,
      endpoint: 'support-gpt41',
      epoch: 1,
      status: 'open',
      openedAt: at,
      openedByRun: run,
      updatedAt: at,
      lastRun: run,
      revision: 0,
    },
    judgement: {
      run,
      endpoint: 'support-gpt41',
      epoch: 1,
      detector: 'detector/1',
      incident: `support-gpt41/1/${run}`,
      verdict: { kind: 'drift-detected', alarms, effect, effectFloor: 0 },
      evidence: {
        run,
        at,
        baselineRuns: 142,
        planned: 28,
        completed: 28,
        failed: 0,
        counted: true,
        channels: [],
        facts: [
          {
            kind: 'prompt-tokens',
            golden: 'tool-lookup-order',
            was: ['412'],
            now: '431',
            runs: ['20261122T030455Z-support-gpt41', run],
            requests: 4,
            trust: 'strong',
          },
        ],
      },
      explanation: {
        since: {
          run: '20261122T030455Z-support-gpt41',
          at: '2026-11-22T03:04:55.000Z',
          earliest: { run: '20261122T021010Z-support-gpt41', at: '2026-11-22T02:10:10.000Z' },
          latest: { run: '20261122T041533Z-support-gpt41', at: '2026-11-22T04:15:33.000Z' },
        },
        effect,
        trafficShare: 0.28,
        goldensBy: 'run-label-permutation',
        goldens: [
          { golden: 'ticket-json@0123456789ab', effect: 0.62, pValue: 0.0004, significant: true },
          { golden: 'refund-reply@0123456789ab', effect: 0.55, pValue: 0.0004, significant: true },
          { golden: 'tone-check@0123456789ab', effect: 0.06, pValue: 0.41, significant: false },
        ],
        rates: [
          { name: 'expectation:equals "high"', golden: 'classify-urgency', before: rate(21, 284), after: rate(1, 10) },
          { name: 'expectation:is JSON', golden: 'ticket-json', before: rate(0, 284), after: rate(17, 70) },
          { name: 'refusal', kind: 'property', before: rate(120, 3976), after: rate(90, 980) },
        ],
        examples: [example, secondExample],
      },
    },
  });
}

/** The same incident, closed by a person. */
export function resolvedAlert(status: 'accepted' | 'resolved'): Alert {
  const alert = exampleAlert();
  const closed = {
    status,
    resolvedAt: '2026-11-22T09:30:00.000Z',
    by: 'ana.lima@example.com',
    why: 'the new snapshot was announced; prompts are adapted in #812',
  };
  return {
    ...alert,
    id: `${alert.incident.id}/resolved`,
    kind: 'resolved',
    incident: { ...alert.incident, ...closed },
  };
}

/** What no message that leaves the project may hold. */
export const customerContent = [
  'Billing Department',
  'Charged twice',
  'QX204518',
  'cannot make changes',
  'equals "high"',
  'prompts are adapted',
];
