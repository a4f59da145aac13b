import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { PushedProject } from '../../domain/project/pushed-project.ts';
import { withStackBudget } from '../../domain/project/stack-budget.ts';
import { type AwsStores, openAwsStores } from '../stores/open-aws-stores.ts';

/** What a deployed project keeps, opened once for each execution environment of a Lambda. */
export interface Cloud {
  readonly stores: AwsStores;
  /** A version of the project, read once, and held to the budget of the stack where the function is told of one. */
  project(version: string): Promise<PushedProject>;
}

/** What a function is told of its stack. */
interface StackEnvironment {
  readonly BUCKET: string;
  readonly TABLE: string;
  readonly MONTHLY_TOKENS?: number | undefined;
  readonly MONTHLY_COST?: number | undefined;
}

/** Opens the bucket and the table of a stack. Nothing is sent before the first call. */
export function openCloud({ BUCKET, TABLE, MONTHLY_TOKENS: tokens, MONTHLY_COST: money }: StackEnvironment): Cloud {
  const endpoint = process.env.AWS_ENDPOINT_URL; // set in tests only: a double answers instead of AWS
  const stores = openAwsStores({ bucket: BUCKET, table: TABLE, ...(endpoint === undefined ? {} : { endpoint }) });
  const versions = new Map<string, PushedProject>();
  return {
    stores,
    project: async (version) => {
      const known = versions.get(version); // versions are immutable
      if (known !== undefined) return known;
      const pushed = await stores.projects.get(version);
      const held = { ...pushed, project: withStackBudget(pushed.project, { tokens, money }) };
      versions.set(version, held);
      return held;
    },
  };
}

/** An endpoint of a pushed project; undefined where it was removed and only what it left behind is dealt with. */
export function endpointIn({ project }: PushedProject, id: string): Endpoint | undefined {
  return project.endpoints.find((one) => one.id === id);
}

/** An endpoint of a pushed project. @throws {ConfigError} if it has none of this id. */
export function endpointOf(pushed: PushedProject, id: string): Endpoint {
  const endpoint = endpointIn(pushed, id);
  if (endpoint === undefined)
    throw new ConfigError([{ where: 'endpoint', what: `there is no endpoint "${id}" in this version of the project` }]);
  return endpoint;
}
