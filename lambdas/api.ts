import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { readEnv } from '../lib/aws/names/handlers.ts';
import { apiStep } from '../lib/aws/steps/api-step.ts';

const api = apiStep(readEnv('api', process.env));

/** The HTTP API: a signed request to the function's URL in, its answer out. */
export const handler = handle(new Hono().mount('/', (request) => api(request)));
