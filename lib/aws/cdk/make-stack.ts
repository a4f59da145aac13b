import type { App } from 'aws-cdk-lib';
import { ConfigError, type Problem, problemsIn } from '../../domain/errors.ts';
import { endpointsIn, readContext } from './context.ts';
import { MonitorStack } from './monitor-stack.ts';

/**
 * The stack that the context of an app, the environment and the project file describe.
 *
 * @throws {ConfigError} that names every problem of all three, and of the props that they come to.
 */
export function makeStack(app: App, env: { readonly [name: string]: string | undefined }): MonitorStack {
  const { context, problems } = readContext(app.node.getAllContext(), env);
  const found: Problem[] = [...problems];
  const endpoints = noting(found, () => endpointsIn(context)) ?? [];
  const ids = endpoints.map(({ id }) => id);
  const stack = noting(found, () => new MonitorStack(app, context.stack, { context, endpoints: ids }));
  if (stack === undefined || found.length > 0) throw new ConfigError(found);
  return stack;
}

/** What `make` makes; where it finds problems, nothing, and they are noted. */
function noting<T>(found: Problem[], make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    found.push(...problemsIn(error));
    return undefined;
  }
}
