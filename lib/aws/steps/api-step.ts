import { type Handler as ApiHandler, createApi, problem } from '../../api/api.ts';
import { isReplayedAt } from '../../domain/endpoint/replayed-at.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import { findEndpoint } from '../../project/project-runtime.ts';
import { systemClock } from '../../system/clock.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { openCloud } from './open-cloud.ts';

/** Bytes of an answer that a function may give; 6 MB with what the platform puts around it. */
const mostBytes = 5_500_000;

/** The API over what a stack keeps, as it was pushed last. It reads: its role could not write. */
export function apiStep(env: HandlerEnvironment<'api'>): ApiHandler {
  const { stores, project } = openCloud(env);
  let known: { readonly version: string; readonly goldens: readonly GoldenRequest[] } | undefined;
  const api = createApi(
    {
      look: async (use) => {
        const version = await stores.projects.current();
        if (version === undefined)
          throw new ConfigError([{ where: 'project', what: 'expected one (pinwatch push), got none' }]);
        const pushed = await project(version);
        if (known?.version !== version) known = { version, goldens: await stores.projects.goldens(pushed) };
        const { goldens } = known;
        return use({
          project: pushed.project,
          stores,
          notices: stores.notices,
          clock: systemClock,
          sinks: new Map(),
          stack: env.STACK,
          mayDecide: false,
          endpoint: (id) => findEndpoint(id, pushed.project),
          goldens: (endpoint) => goldens.filter((golden) => isReplayedAt(endpoint, golden)),
        });
      },
    },
    { onFailure: logFailure },
  );
  return async (request) => {
    const response = await api(request);
    const body = await response.arrayBuffer();
    if (body.byteLength > mostBytes)
      return problem('too-large', [
        { where: 'answer', what: 'expected less than a function may give; pinwatch serve --stack shows all of it' },
      ]);
    return new Response(body, response);
  };
}

/** A bug, as far as it tells of code: its message may hold what a model said. */
function logFailure(error: unknown): void {
  const { name, stack = '' } = error instanceof Error ? error : new Error('unknown');
  const at = stack.split('\n').filter((line) => /^\s+at /.test(line));
  console.error(JSON.stringify({ level: 'ERROR', error: name, at }));
}
