import * as z from 'zod';
import { Epoch } from '../../domain/verdict/epoch.ts';
import { Incident } from '../../domain/verdict/incident.ts';
import { acceptBaseline } from '../../monitor/judge/accept-baseline.ts';
import { byEndpoint } from '../queries.ts';
import { route } from '../route.ts';
import { endpointIn } from './endpoints.ts';

/** Who decides, and why: kept for ever. */
export const Decided = z.strictObject({
  by: z.string().trim().min(1, 'expected a name').max(100).describe('who decides'),
  why: z.string().trim().min(1, 'expected a reason').max(500).describe('the reason'),
});

export const decisionRoutes = [
  route({
    id: 'acceptBaseline',
    method: 'post',
    path: '/endpoints/{endpoint}/accept',
    summary: 'Takes what an endpoint serves from now on as its new baseline, and closes its incident',
    parameters: byEndpoint,
    body: Decided,
    answer: z.strictObject({ epoch: Epoch, incident: Incident.optional().describe('the one that is closed by it') }),
    handle: async ({ path, body }, runtime) => {
      const { stores, clock, sinks } = runtime;
      return acceptBaseline(endpointIn(runtime, path.endpoint), body, { stores, clock, sinks });
    },
  }),
];
