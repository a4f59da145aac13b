import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Alert, IncidentAlert } from '../../domain/verdict/alert.ts';
import type { Condition } from '../../domain/verdict/condition.ts';
import type { Fact } from '../../domain/verdict/evidence.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { incidentOpenedBy } from './incidents.ts';

/**
 * An alert of each kind about an endpoint, marked as samples: what a sink would get if something happened. What begins ends
 * again, so that a pager is left as it was. Numbers are made up.
 */
export function sampleAlerts(endpoint: Pick<Endpoint, 'id' | 'provider' | 'model'>, at: Date): Alert[] {
  const time = at.toISOString();
  const run = `sample-${time.replace(/[-:.]/g, '')}-${endpoint.id}`;
  const named = { id: endpoint.id, provider: endpoint.provider, model: endpoint.model };
  const judgement = sampleJudgement(run, endpoint.id, time);
  const incident = incidentOpenedBy(judgement);
  const seen = { at: time, by: 'pinwatch', why: 'a try' };
  const told = (kind: IncidentAlert['kind'], changes: Partial<IncidentAlert['incident']> = {}): IncidentAlert => ({
    ...{ id: `${run}/${kind}`, kind, endpoint: named, judgement, sample: true },
    incident: { ...incident, ...changes },
  });
  const condition = sampleCondition(run, endpoint.id, time);
  const over = { ...condition, status: 'resolved' as const, resolvedBy: run, resolvedAt: time };
  const common = { endpoint: named, sample: true } as const;
  return [
    told('opened'),
    told('updated'),
    told('acknowledged', { status: 'acknowledged', acknowledged: seen }),
    told('resolved', { status: 'resolved', resolvedAt: time }),
    { ...common, id: `${run}/fact`, kind: 'fact', facts: [sampleFact(run)], judgement },
    { ...common, id: `${run}/condition-opened`, kind: 'condition-opened', condition },
    { ...common, id: `${run}/condition-updated`, kind: 'condition-updated', condition },
    { ...common, id: `${run}/condition-resolved`, kind: 'condition-resolved', condition: over },
  ];
}

function sampleJudgement(run: string, endpoint: string, at: string): Judgement {
  return {
    ...{ run, endpoint, epoch: 1, detector: 'sample' },
    evidence: {
      ...{ run, at, baselineRuns: 24, planned: 40, completed: 40, failed: 0, counted: true },
      ...{ channels: [], facts: [sampleFact(run)] },
    },
    verdict: {
      kind: 'drift-detected',
      alarms: [{ channel: 'text', group: 'text', logStatistic: 10, logThreshold: 9 }],
      effect: { estimate: 0.3, low: 0.2, high: 0.4 },
      effectFloor: 0,
    },
  };
}

function sampleFact(run: string): Fact {
  const values = { was: ['sample-model-1'], now: 'sample-model-2' };
  return { kind: 'reported-model', ...values, runs: [run], requests: 2, trust: 'strong' };
}

function sampleCondition(run: string, endpoint: string, at: string): Condition {
  return {
    ...{
      kind: 'unreachable',
      id: `${endpoint}/unreachable/${run}`,
      endpoint,
      status: 'open',
      since: at,
      firstRun: run,
    },
    ...{ openedAt: at, run, runs: 3, updatedAt: at, failures: [{ class: 'timeout', calls: 4 }], revision: 0 },
  };
}
