import { FactAlert, IncidentAlert } from '../../lib/domain/verdict/alert.ts';
import { exactInterval } from '../../lib/report/words/exact-interval.ts';
import { example, secondExample } from './history.ts';

function rate(count: number, draws: number) {
  return { ...exactInterval(count, draws), count, draws };
}

const run = '20261122T070512Z-support-gpt41';
const earlier = '20261122T030455Z-support-gpt41';
const at = '2026-11-22T07:05:12.000Z';

/** An alert with everything that one can hold. A copy each time, so that a test may change it. */
export function exampleAlert(): IncidentAlert {
  const alarms = [
    { channel: 'logprobs', group: 'logprobs', logStatistic: 11.98, logThreshold: 10.87 },
    { channel: 'text', group: 'text', logStatistic: 14.58, logThreshold: 10.87 },
  ];
  const effect = { estimate: 0.31, low: 0.24, high: 0.38 };
  return IncidentAlert.parse({
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
            runs: [earlier, run],
            requests: 4,
            trust: 'strong',
          },
        ],
      },
      explanation: {
        since: {
          run: earlier,
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
export function resolvedAlert(status: 'accepted' | 'resolved'): IncidentAlert {
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

/** Four facts of one run that no incident tells; a weak one beside them. A copy each time. */
export function factAlert(): FactAlert {
  const { endpoint, judgement } = exampleAlert();
  const { explanation: _none, incident: _neither, ...rest } = judgement;
  const found = { runs: [earlier, run], requests: 4, trust: 'strong' as const };
  const facts = [
    { kind: 'reported-model', was: ['gpt-4.1-2025-04-14'], now: 'gpt-4.1-2025-06-01', ...found },
    { kind: 'noiseless-output', golden: 'ticket-json@0123456789ab', was: ['Charged twice'], now: 'QX204518', ...found },
    { kind: 'echoed-parameters', was: ['{"user":"Billing Department"}'], now: '{"user":"Charged twice"}', ...found },
    { kind: 'prompt-tokens', golden: 'tool-lookup-order', was: ['412'], now: '431', ...found },
  ];
  const weak = { kind: 'finish-reason', was: ['stop'], now: 'length', ...found, trust: 'weak' };
  const logThreshold = Math.log(8760);
  const text = { channel: 'text', group: 'text', score: 1, pValue: 0.4, references: 142, logThreshold };
  return FactAlert.parse({
    id: `support-gpt41/1/${run}/fact`,
    kind: 'fact',
    endpoint,
    facts,
    judgement: {
      ...rest,
      verdict: { kind: 'no-drift-detected', suspected: false, earliestAlarmRuns: 3 },
      evidence: {
        ...rest.evidence,
        channels: [{ ...text, logStatistic: logThreshold + Math.log(0.42) }],
        facts: [weak, ...facts],
      },
    },
  });
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
