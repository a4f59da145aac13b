import { readFileSync } from 'node:fs';
import { Alert, FactAlert, type IncidentAlert } from '../../lib/domain/verdict/alert.ts';
import type { Fact } from '../../lib/domain/verdict/evidence.ts';

/** Written from the detector's own output; see `detected.test.ts`. */
const detected = readFileSync(new URL('fixtures/detected.jsonl', import.meta.url), 'utf8');

/** The run that raised the alarm, and the first that showed the change. */
export const run = '20261122T070512000Z-support-gpt41';
export const earlier = '20261122T040512000Z-support-gpt41';

/** Beside the answers, a request counts more tokens than it did. */
const moreTokens: Fact = {
  kind: 'prompt-tokens',
  golden: 'tool-lookup-order',
  was: ['412'],
  now: '431',
  runs: [earlier, run],
  requests: 4,
  trust: 'strong',
};

/** The alert about a change as the detector raised it, with a fact beside it. A copy each time, so that a test may change it. */
export function exampleAlert(): IncidentAlert {
  const alert = detectedAlerts().find((one) => one.kind === 'opened') as IncidentAlert;
  alert.judgement.evidence.facts = [structuredClone(moreTokens)];
  return alert;
}

function detectedAlerts(): Alert[] {
  return detected
    .trimEnd()
    .split('\n')
    .map((line) => Alert.parse(JSON.parse(line)));
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
    { kind: 'noiseless-output', golden: 'ticket-json', was: ['Charged twice'], now: 'QX204518', ...found },
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
