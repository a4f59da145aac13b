import type { IncidentAlert } from '../../lib/domain/verdict/alert.ts';
import type { EndpointReport } from '../../lib/report/model/report-model.ts';
import { type HistoryOptions, history } from './history.ts';

/** Histories that every view is looked at with. */
export const scenarios = {
  drift: { runs: 151, changeAt: 142, outages: [63, 64], gaps: [90] },
  quiet: {
    seed: 'quiet',
    endpoint: 'triage-claude',
    provider: 'anthropic',
    model: 'claude-sonnet-5-5',
    runs: 120,
    outages: [40],
  },
  learning: {
    seed: 'learning',
    endpoint: 'bullets-mini',
    model: 'gpt-5.5-mini-2026-04-23',
    runs: 9,
    channels: ['text'],
  },
  unreachable: {
    seed: 'unreachable',
    endpoint: 'eu-bedrock',
    provider: 'bedrock',
    model: 'eu.anthropic.claude-sonnet-5-5-v1:0',
    runs: 60,
    outages: [57, 58, 59],
  },
  accepted: { seed: 'accepted', runs: 170, changeAt: 70, acceptAt: 84 },
} as const satisfies Record<string, HistoryOptions>;

export function scenario(name: keyof typeof scenarios): EndpointReport {
  return history(scenarios[name]);
}

/** The alert that the first alarm of a history sends. */
export function openingAlert(report: EndpointReport): IncidentAlert {
  const judgement = report.judgements.find(({ verdict }) => verdict.kind === 'drift-detected');
  const incident = report.incidents.find(({ id }) => id === judgement?.incident);
  if (judgement === undefined || incident === undefined) throw new Error('this history holds no alarm');
  const { id, provider, model } = report.endpoint;
  return {
    id: `${incident.id}/opened`,
    kind: 'opened',
    incident: { ...incident, lastRun: judgement.run, updatedAt: judgement.evidence.at, revision: 1 },
    judgement,
    endpoint: { id, provider, model },
    falseAlarmsPerYear: report.project.falseAlarmsPerYear,
  };
}
