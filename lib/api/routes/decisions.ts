import * as z from 'zod';
import { Action } from '../../domain/verdict/action.ts';
import { Epoch } from '../../domain/verdict/epoch.ts';
import { Incident } from '../../domain/verdict/incident.ts';
import { type ActedOn, acknowledge, resolve } from '../../monitor/act/incident-actions.ts';
import { mark } from '../../monitor/act/mark.ts';
import { mostActions } from '../../monitor/act/record-action.ts';
import { endSilence, silence } from '../../monitor/act/silence.ts';
import { acceptBaseline } from '../../monitor/judge/accept-baseline.ts';
import type { DeliveryDeps } from '../../monitor/tell/deliver-alerts.ts';
import { tellingRules } from '../../monitor/tell/telling-rules.ts';
import { ActionList } from '../answers/action-answers.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { byEndpoint, Moment } from '../queries.ts';
import { route } from '../route.ts';
import { endpointIn, endpointOfIncidents } from './endpoints.ts';

/** Who decides, and why: kept for ever. */
const Decided = z.strictObject({
  by: z.string().trim().min(1, 'expected a name').max(100).describe('who decides'),
  why: z.string().trim().min(1, 'expected a reason').max(500).describe('the reason'),
});

const Acted = z.strictObject({
  incident: Incident,
  others: z.array(Incident).describe('those of other endpoints that were told together with it'),
});

/** What telling people of a decision needs. A deployed monitor tells people itself. */
function telling({ stores, clock, sinks, project }: ApiRuntime): DeliveryDeps {
  return { stores, clock, sinks, ...tellingRules(project) };
}

async function acted({ incident, others }: ActedOn, { tellOthers }: ApiRuntime) {
  await tellOthers?.([...new Set([incident, ...others].map(({ endpoint }) => endpoint))]);
  return { incident, others };
}

const common = { method: 'post', parameters: byEndpoint } as const;

export const decisionRoutes = [
  route({
    ...common,
    id: 'acknowledge',
    path: '/endpoints/{endpoint}/acknowledge',
    summary: 'Says that somebody has seen the incident of an endpoint: no more is told of it until it is over',
    body: Decided,
    answer: Acted,
    handle: async ({ path, body }, runtime) =>
      acted(await acknowledge(await endpointOfIncidents(runtime, path.endpoint), body, telling(runtime)), runtime),
  }),
  route({
    ...common,
    id: 'resolve',
    path: '/endpoints/{endpoint}/resolve',
    summary: 'Says that the incident of an endpoint is over; the baseline stays',
    body: Decided,
    answer: Acted,
    handle: async ({ path, body }, runtime) =>
      acted(await resolve(await endpointOfIncidents(runtime, path.endpoint), body, telling(runtime)), runtime),
  }),
  route({
    ...common,
    id: 'acceptBaseline',
    path: '/endpoints/{endpoint}/accept',
    summary: 'Takes what an endpoint serves from now on as its new baseline, and closes its incident',
    body: Decided,
    answer: z.strictObject({ epoch: Epoch, incident: Incident.optional().describe('the one that is closed by it') }),
    handle: async ({ path, body }, runtime) => {
      const accepted = await acceptBaseline(endpointIn(runtime, path.endpoint), body, telling(runtime));
      await runtime.tellOthers?.([path.endpoint]);
      return accepted;
    },
  }),
  route({
    ...common,
    id: 'silence',
    path: '/endpoints/{endpoint}/silence',
    summary: 'Tells nothing of an endpoint until a time; runs go on and are judged',
    body: Decided.extend({ until: Moment.describe('within the next 90 days') }),
    answer: z.strictObject({ action: Action }),
    handle: async ({ path, body: { until, ...decision } }, runtime) => ({
      action: await silence(endpointIn(runtime, path.endpoint), { ...decision, until: new Date(until) }, runtime),
    }),
  }),
  route({
    ...common,
    id: 'endSilence',
    path: '/endpoints/{endpoint}/unsilence',
    summary: 'Ends every silence of an endpoint now',
    body: Decided,
    answer: z.strictObject({ action: Action }),
    handle: async ({ path, body }, runtime) => ({
      action: (await endSilence(endpointIn(runtime, path.endpoint), body, runtime)).action,
    }),
  }),
  route({
    ...common,
    id: 'mark',
    path: '/endpoints/{endpoint}/marks',
    summary: 'Notes that something happened, e.g. a deployment, for whoever looks at the timeline; changes nothing',
    body: Decided.extend({ happenedAt: Moment.optional().describe('now if left out') }),
    answer: z.strictObject({ action: Action }),
    handle: async ({ path, body: { happenedAt, ...decision } }, runtime) => {
      const when = happenedAt === undefined ? {} : { happenedAt: new Date(happenedAt) };
      return { action: await mark(endpointIn(runtime, path.endpoint), { ...decision, ...when }, runtime) };
    },
  }),
  route({
    id: 'listActions',
    method: 'get',
    path: '/endpoints/{endpoint}/actions',
    summary: 'What people did about an endpoint, newest first: the newest 200 actions',
    parameters: byEndpoint,
    answer: ActionList,
    handle: async ({ path }, runtime) => {
      const { id } = endpointIn(runtime, path.endpoint);
      return { actions: (await runtime.stores.actions.list({ endpoint: id, last: mostActions })).toReversed() };
    },
  }),
];
