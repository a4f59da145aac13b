import type { Route } from '../route.ts';
import { answerRoutes } from './answers.ts';
import { decisionRoutes } from './decisions.ts';
import { distributionRoutes } from './distributions.ts';
import { endpointRoutes } from './endpoints.ts';
import { incidentRoutes } from './incidents.ts';
import { runRoutes } from './runs.ts';
import { seriesRoutes } from './series.ts';

/** Everything that can be asked: the API answers it, and its description describes it. */
export const allRoutes: readonly Route[] = [
  ...endpointRoutes,
  ...runRoutes,
  ...seriesRoutes,
  ...distributionRoutes,
  ...answerRoutes,
  ...incidentRoutes,
  ...decisionRoutes,
];
