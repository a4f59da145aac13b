import * as z from 'zod';
import { isConditionOpen } from '../../domain/verdict/condition.ts';
import { type Incident, IncidentStatus } from '../../domain/verdict/incident.ts';
import { endWords } from '../../report/alert/alert-words.ts';
import { conditionName, conditionSentence, conditionTodo } from '../../report/words/condition-words.ts';
import { utcTime } from '../../report/words/time.ts';
import { ConditionPage, IncidentDetail, IncidentPage, type IncidentSummary } from '../answers/incident-answers.ts';
import { notFound } from '../api-problem.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { type Page, type PageQuery, type Place, pageOf } from '../cursor.ts';
import { byEndpoint, paging, range } from '../queries.ts';
import { route } from '../route.ts';
import { endpointIn } from './endpoints.ts';

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
    query: z.strictObject({
      endpoint: byEndpoint.shape.endpoint.optional(),
      status: IncidentStatus.optional(),
      ...range,
      ...paging(50, 200),
    }),
    answer: IncidentPage,
    handle: async ({ query: { endpoint, status, ...pages } }, runtime) => {
      const ids =
        endpoint === undefined ? runtime.project.endpoints.map(({ id }) => id) : [endpointIn(runtime, endpoint).id];
      // Incidents are few: an endpoint that opened a thousand is not watched by anybody.
      const found: Incident[] = [];
      for (const id of ids) found.push(...(await runtime.stores.incidents.list(id)));
      const wanted = found.filter((incident) => status === undefined || incident.status === status);
      const { items, next } = await pageAmong(wanted, ({ id, openedAt }) => ({ id, at: openedAt }), pages);
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
      const incident = await incidentOf(path.incident, runtime);
      const alarm = await runtime.stores.judgements.get(incident.openedByRun);
      const newest = await runtime.stores.judgements.get(incident.lastRun);
      return {
        summary: incidentSummary(incident, runtime),
        ...(alarm === undefined ? {} : { alarm }),
        ...(newest === undefined ? {} : { newest }),
      };
    },
  }),
  route({
    id: 'listConditions',
    method: 'get',
    path: '/conditions',
    summary: 'What keeps endpoints from being watched, or did, newest first',
    query: z.strictObject({
      endpoint: byEndpoint.shape.endpoint.optional(),
      open: z.enum(['true', 'false']).optional().describe('only those that go on, or only those that are over'),
      ...range,
      ...paging(50, 200),
    }),
    answer: ConditionPage,
    handle: async ({ query: { endpoint, open, ...pages } }, runtime) => {
      const ids =
        endpoint === undefined ? runtime.project.endpoints.map(({ id }) => id) : [endpointIn(runtime, endpoint).id];
      const found = [];
      for (const id of ids)
        found.push(
          ...(open === 'true'
            ? await runtime.stores.conditions.open(id)
            : await runtime.stores.conditions.list({ endpoint: id, last: mostConditions })),
        );
      const wanted = found.filter((one) => open === undefined || isConditionOpen(one) === (open === 'true'));
      const { items, next } = await pageAmong(wanted, ({ id, since }) => ({ id, at: since }), pages);
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

/** Conditions of an endpoint that are looked at, the newest. */
const mostConditions = 1000;

/** A page of what is at hand. */
function pageAmong<T>(items: readonly T[], placeIn: (item: T) => Place, query: PageQuery): Promise<Page<T>> {
  const time = (item: T) => Date.parse(placeIn(item).at);
  const sorted = [...items].sort((a, b) => time(a) - time(b) || (placeIn(a).id < placeIn(b).id ? -1 : 1));
  const isIn = (item: T, { from, until }: { from?: string; until?: string }) =>
    (from === undefined || time(item) >= Date.parse(from)) && (until === undefined || time(item) < Date.parse(until));
  return pageOf(async ({ last, ...asked }) => sorted.filter((item) => isIn(item, asked)).slice(-last), placeIn, query);
}

/** An incident in words. */
export function incidentSummary(incident: Incident, { project }: ApiRuntime): IncidentSummary {
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
    sentence: isOver ? `${began}; ended ${endWords(incident)}` : `${began}, last shown by run ${incident.lastRun}`,
  };
}
