import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { didYouMean } from '../project/did-you-mean.ts';
import { loadGoldenFile } from '../project/load-goldens.ts';
import { goldensOf, type LoadedProject } from '../project/load-project.ts';
import { findEndpoint } from '../project/project-runtime.ts';
import { apisOf, missingKey, missingLibrary } from '../providers/registry.ts';

/** Whether a golden is named by its file, not by its id. */
export function isGoldenFile(name: string): boolean {
  return /\.(ya?ml|json)$/.test(name);
}

/** The golden in a file that stands anywhere; of a tree, the whole, or its first node if it is frozen. @throws {ConfigError} */
export function goldenInFile(file: string): GoldenRequest {
  return (loadGoldenFile(file)[0] as { readonly golden: GoldenRequest }).golden;
}

/** A golden of the project by its id. @throws {ConfigError} */
export function findGolden(id: string, { goldens }: Pick<LoadedProject, 'goldens'>): GoldenRequest {
  const found = goldens.find(({ golden }) => golden.id === id)?.golden;
  if (found !== undefined) return found;
  const ids = goldens.map(({ golden }) => golden.id);
  const what = `there is no golden "${id}"${didYouMean(id, ids) || `, expected one of ${ids.join(', ')}, or a file`}`;
  throw new ConfigError([{ where: 'golden', what }]);
}

/**
 * Where to draw: where it was said, or at the only endpoint that replays the golden, or else could answer it.
 *
 * @throws {ConfigError}
 */
export function endpointFor(golden: GoldenRequest, id: string | undefined, loaded: LoadedProject): Endpoint {
  const answers = (endpoint: Endpoint) => apisOf(endpoint).includes(golden.api);
  if (id !== undefined) return speaking(golden, findEndpoint(id, loaded.project));
  const { endpoints } = loaded.project;
  const replaying = endpoints.filter((endpoint) =>
    goldensOf(endpoint, loaded.goldens).some((one) => one.id === golden.id),
  );
  const able = replaying.length > 0 ? replaying : endpoints.filter(answers);
  const [only] = able;
  if (only !== undefined && able.length === 1) return only;
  const what =
    only === undefined
      ? `expected an endpoint that speaks ${golden.api}, but none does`
      : `expected one of ${able.map((endpoint) => endpoint.id).join(', ')}`;
  throw new ConfigError([{ where: 'endpoint', what }]);
}

/** The endpoint, if it speaks what the golden is written for. @throws {ConfigError} */
export function speaking(golden: GoldenRequest, endpoint: Endpoint): Endpoint {
  if (apisOf(endpoint).includes(golden.api)) return endpoint;
  const what = `${golden.id} is written for ${golden.api}, which ${endpoint.id} does not speak`;
  throw new ConfigError([{ where: 'endpoint', what }]);
}

/** Before anything is sent: library and key of this endpoint have to be there; those of others need not. @throws {ConfigError} */
export function requireKey(endpoint: Endpoint, env: { readonly [name: string]: string | undefined }): void {
  const library = missingLibrary(endpoint);
  if (library !== undefined) throw new ConfigError([{ where: `endpoint ${endpoint.id}`, what: library }]);
  const what = missingKey(endpoint, env);
  if (what !== undefined) throw new ConfigError([{ where: `endpoint ${endpoint.id}`, what }]);
}
