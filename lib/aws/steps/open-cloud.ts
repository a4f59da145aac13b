import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { PushedProject } from '../../domain/project/pushed-project.ts';
import { type AwsStores, openAwsStores } from '../stores/open-aws-stores.ts';

/** What a deployed project keeps, opened once for each execution environment of a Lambda. */
export interface Cloud {
  readonly stores: AwsStores;
  /** A version of the project, read once. */
  project(version: string): Promise<PushedProject>;
}

/** Opens the bucket and the table of a stack. Nothing is sent before the first call. */
export function openCloud({ BUCKET, TABLE }: { readonly BUCKET: string; readonly TABLE: string }): Cloud {
  const endpoint = process.env.AWS_ENDPOINT_URL; // set in tests only: a double answers instead of AWS
  const stores = openAwsStores({ bucket: BUCKET, table: TABLE, ...(endpoint === undefined ? {} : { endpoint }) });
  const versions = new Map<string, PushedProject>();
  return {
    stores,
    project: async (version) => {
      const pushed = versions.get(version) ?? (await stores.projects.get(version));
      versions.set(version, pushed); // versions are immutable
      return pushed;
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
