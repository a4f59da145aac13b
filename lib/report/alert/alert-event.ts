import type { Json, JsonObject } from '../../domain/json.ts';
import {
  type Alert,
  alertRun,
  type ConditionAlert,
  type FactAlert,
  type IncidentAlert,
  isConditionAlert,
} from '../../domain/verdict/alert.ts';
import { alertSeverity } from '../../domain/verdict/alert-severity.ts';
import type { Coverage } from '../../domain/verdict/coverage.ts';
import type { Fact } from '../../domain/verdict/evidence.ts';
import type { RateChange } from '../../domain/verdict/explanation.ts';
import type { IncidentGroup } from '../../domain/verdict/incident-group.ts';
import type { QuietPeriod } from '../../domain/verdict/quiet-period.ts';
import { byWeight } from '../words/fact-groups.ts';
import { publicValues } from '../words/fact-words.ts';
import { isFailureRate, publicRateName } from '../words/rate-words.ts';
import { alertHeadline, alertSummary } from './alert-words.ts';

/** Changes when a receiver of older events could misread a newer one; new keys alone do not change it. */
export const alertSchemaVersion = 1;

/** Lists are cut so that an event stays far under 256 kB, however many goldens a project has. */
const most = 20;

/**
 * An alert as an event for programs: ids, numbers and keys only. No prompt, no answer, no text that an expectation looks
 * for, no reason that a person wrote. A function of the alert alone; `id` is the same for a repeated delivery.
 */
export function alertEvent(alert: Alert): JsonObject {
  const { endpoint } = alert;
  return withoutUndefined({
    schemaVersion: alertSchemaVersion,
    id: alert.id,
    kind: alert.kind,
    title: alertHeadline(alert).title,
    severity: alertSeverity(alert),
    summary: alertSummary(alert),
    endpoint: { id: endpoint.id, provider: endpoint.provider, model: endpoint.model },
    ...alertRun(alert),
    ...(alert.sample ? { sample: true } : {}),
    group: alert.group && eventGroup(alert.group),
    heldBack: alert.heldBack && eventQuiet(alert.heldBack),
    links: alert.links,
    stack: alert.stack,
    ...(isConditionAlert(alert) ? aboutCondition(alert) : aboutRun(alert)),
  });
}

/** Endpoints that an event names: receivers may act on each. */
const mostMembers = 200;

function eventGroup({ id, about, onset, members }: IncidentGroup) {
  return { id, about, onset, size: members.length, members: members.slice(0, mostMembers) };
}

/** Without a person's own words. */
function eventQuiet({ why: _, ...said }: QuietPeriod) {
  return said;
}

function aboutRun(alert: IncidentAlert | FactAlert) {
  const { epoch, detector, verdict, coverage } = alert.judgement;
  const about = alert.kind === 'fact' ? aboutFacts(alert) : aboutIncident(alert);
  return { epoch, detector, verdict: verdict.kind, coverage: coverage && eventCoverage(coverage), ...about };
}

/** No verdict: a condition says nothing about the model. */
function aboutCondition({ condition }: ConditionAlert) {
  const { revision: _, ...said } = condition;
  return { condition: 'goldens' in said ? { ...said, goldens: said.goldens.slice(0, most) } : said };
}

/** No alarm and no effect: facts are not measured. */
function aboutFacts({ facts }: FactAlert) {
  return { facts: facts.slice(0, most).map(fact) };
}

function aboutIncident({ incident, judgement, falseAlarmsPerYear }: IncidentAlert) {
  const { verdict, evidence, explanation } = judgement;
  const drift = verdict.kind === 'drift-detected' ? verdict : undefined;
  return {
    incident: {
      id: incident.id,
      status: incident.status,
      epoch: incident.epoch,
      openedAt: incident.openedAt,
      openedByRun: incident.openedByRun,
      updatedAt: incident.updatedAt,
      lastRun: incident.lastRun,
      resolvedAt: incident.resolvedAt,
      by: incident.by,
      acknowledged: incident.acknowledged && { at: incident.acknowledged.at, by: incident.acknowledged.by },
      reopened: incident.reopened && { at: incident.reopened.at, times: incident.reopened.times },
    },
    alarms: drift?.alarms.map(({ channel, group, logStatistic, logThreshold }) => ({
      channel,
      group,
      logStatistic,
      logThreshold,
    })),
    falseAlarmsPerYear,
    since: explanation?.since,
    effect: drift?.effect ?? explanation?.effect,
    looksBack: drift?.looksBack,
    newest: explanation?.newest,
    effectNewest: explanation?.effectNewest,
    moved: explanation?.moved,
    trafficShare: explanation?.trafficShare,
    goldensBy: explanation?.goldensBy,
    goldens: explanation?.goldens.slice(0, most),
    rates: explanation?.rates.slice(0, most).map(rateChange),
    facts: byWeight(evidence.facts).slice(0, most).map(fact),
  };
}

/** How much was judged, and which goldens were not. */
function eventCoverage({ judged, expected, references, since, unjudged, sampleOf }: Coverage) {
  const goldens = unjudged.slice(0, most).map(({ golden, why, failure }) => ({ golden, why, failure }));
  return { judged, expected, references, since, unjudged: goldens, ...(sampleOf === undefined ? {} : { sampleOf }) };
}

function rateChange(rate: RateChange) {
  return {
    name: publicRateName(rate),
    kind: isFailureRate(rate) ? 'expectation' : 'property',
    golden: rate.golden,
    goldens: rate.goldens,
    before: rate.before,
    after: rate.after,
    newest: rate.newest,
    isClear: rate.isClear,
  };
}

function fact(one: Fact) {
  const { kind, golden, trust, requests, runs } = one;
  return { kind, golden, trust, requests, runs: runs.length, ...publicValues(one) };
}

/** Keys without a value are left out; what remains is JSON. */
function withoutUndefined(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as Json as JsonObject;
}
