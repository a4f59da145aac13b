import * as z from 'zod';
import type { Incident } from '../../domain/verdict/incident.ts';
import { listConditions } from '../../history/list-conditions.ts';
import { findIncident, listIncidents, type ToldIncident } from '../../history/list-incidents.ts';
import { incidentsOfRemoved } from '../../monitor/removed-endpoints.ts';
import { endWords } from '../../report/alert/alert-words.ts';
import { conditionName, conditionSentence, conditionTodo } from '../../report/words/condition-words.ts';
import { utcTime } from '../../report/words/time.ts';
import { ConditionPage, IncidentDetail, IncidentPage, type IncidentSummary } from '../answers/incident-answers.ts';
import { notFound } from '../api-problem.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { byEndpoint, paging, range } from '../queries.ts';
import { route } from '../route.ts';
import { endpointIn, endpointOfIncidents } from './endpoints.ts';

export const byIncident = z.strictObject({
  incident: z.string().min(1).max(400).describe('its id, with its slashes written as %2F'),
});

/** An incident by its id. @throws {ApiProblem} if there is none. */
export async function incidentOf(id: string, { stores }: Pick<ApiRuntime, 'stores'>): Promise<Incident> {
  const incident = await stores.incidents.get(id);
  if (incident === undefined) throw notFound('incident', 'there is no incident of this id in the history');
  return incident;
}

export const incidentRoutes = [
  route({
    id: 'listIncidents',
    method: 'get',
    path: '/incidents',
    summary: 'Changes that raised an alarm, newest first',
    description: 'With times, a page may be short, even empty, and still have a next one.',
    query: z.strictObject({
      endpoint: byEndpoint.shape.endpoint.optional(),
      active: z.enum(['true']).optional().describe('only those that somebody is still to act on'),
      ...range,
      ...paging(50, 200),
    }),
    answer: IncidentPage,
    handle: async ({ query: { endpoint, active, to, ...pages } }, runtime) => {
      const endpoints =
        endpoint === undefined ? await idsOf(runtime) : [(await endpointOfIncidents(runtime, endpoint)).id];
      const query = { ...pages, until: to, endpoints, active: active === 'true' };
      const { items, next } = await listIncidents(query, runtime.stores);
      return { incidents: items.map((one) => incidentSummary(one, runtime)), ...(next === undefined ? {} : { next }) };
    },
  }),
  route({
    id: 'getIncident',
    method: 'get',
    path: '/incidents/{incident}',
    summary: 'One incident, with the judgement that opened it and the newest that showed it',
    parameters: byIncident,
    answer: IncidentDetail,
    handle: async ({ path }, runtime) => {
      await incidentOf(path.incident, runtime);
      const told = await findIncident(path.incident, runtime.stores);
      const { alarm, explanation, explainedBy } = told;
      return {
        summary: incidentSummary(told, runtime),
        ...(alarm === undefined ? {} : { alarm }),
        ...(explanation === undefined ? {} : { explanation }),
        ...(explainedBy === undefined ? {} : { explainedBy }),
      };
    },
  }),
  route({
    id: 'listConditions',
    method: 'get',
    path: '/endpoints/{endpoint}/conditions',
    summary: 'What kept an endpoint from being watched at any time of the range, what began last first',
    description: 'A page may be short, even empty, and still have a next one.',
    parameters: byEndpoint,
    query: z.strictObject({ ...range, ...paging(50, 500) }),
    answer: ConditionPage,
    handle: async ({ path, query: { to, ...query } }, runtime) => {
      const { id } = endpointIn(runtime, path.endpoint);
      const { items, next } = await listConditions({ ...query, until: to, endpoint: id }, runtime.stores);
      return {
        conditions: items.map((condition) => ({
          condition,
          name: conditionName(condition),
          sentence: conditionSentence(condition),
          todo: conditionTodo(condition),
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  }),
];

/** Of the project, and those that were taken out of it while an incident went on. */
async function idsOf(runtime: ApiRuntime): Promise<string[]> {
  const removed = await incidentsOfRemoved(runtime);
  return [...runtime.project.endpoints.map(({ id }) => id), ...removed.map(({ endpoint }) => endpoint)];
}

/** An incident in words. */
export function incidentSummary({ incident, explanation }: ToldIncident, { project }: ApiRuntime): IncidentSummary {
  const model = project.endpoints.find(({ id }) => id === incident.endpoint)?.model;
  const isOver = incident.status === 'resolved' || incident.status === 'accepted';
  const { title, tone } = isOver
    ? { title: incident.status === 'accepted' ? 'Accepted' : 'Over', tone: 'good' as const }
    : incident.status === 'acknowledged'
      ? { title: 'Drift, acknowledged', tone: 'warning' as const }
      : { title: 'Drift detected', tone: 'alarm' as const };
  const began = `opened ${utcTime(incident.openedAt)}`;
  return {
    incident,
    ...(model === undefined ? {} : { model }),
    tone,
    title,
    ...(explanation === undefined ? {} : { since: explanation.since.at, effect: explanation.effect }),
    sentence: isOver ? `${began}; ended ${endWords(incident)}` : `${began}, last shown by run ${incident.lastRun}`,
  };
}
