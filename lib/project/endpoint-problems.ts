import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { providerNames } from '../domain/endpoint/provider-family.ts';
import { isReplayedAt } from '../domain/endpoint/replayed-at.ts';
import type { Problem } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { isInMoney } from '../domain/project/budget.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { apisOf, missingKey, missingLibrary, notRead } from '../providers/registry.ts';
import { deliveryProblems } from './delivery-problems.ts';
import { didYouMean } from './did-you-mean.ts';
import type { SourceDocument } from './source-document.ts';

/** What is wrong with one endpoint of a project beside its shape. */
export function endpointProblems(
  endpoint: Endpoint,
  index: number,
  project: ProjectFile,
  goldens: readonly GoldenRequest[],
  { place }: SourceDocument,
): Problem[] {
  const path = ['endpoints', index];
  const problems: Problem[] = [];
  const twin = project.endpoints.findIndex(({ id }) => id === endpoint.id);
  if (twin < index)
    problems.push({
      where: place([...path, 'id']),
      what: `endpoints[${index}].id: "${endpoint.id}" is taken by the endpoint at ${place(['endpoints', twin, 'id'])}`,
    });

  const currency = project.endpoints.find(({ price }) => price !== undefined)?.price?.currency;
  if (endpoint.price !== undefined && endpoint.price.currency !== currency)
    problems.push({
      where: place([...path, 'price', 'currency']),
      what: `endpoints[${index}].price.currency: expected one currency for all prices, got ${endpoint.price.currency} and ${currency}`,
    });

  if (endpoint.price === undefined && (isInMoney(project.budget) || isInMoney(endpoint.budget)))
    problems.push({
      where: place(path),
      what: `endpoints[${index}].price: expected a price, as there is a budget in money, got none`,
    });

  const ids = goldens.flatMap(({ id }) => [id, id.split('/')[0] as string]);
  for (const [i, id] of (endpoint.goldens ?? []).entries())
    if (!ids.includes(id))
      problems.push({
        where: place([...path, 'goldens', i]),
        what: `endpoints[${index}].goldens[${i}]: there is no golden "${id}"${didYouMean(id, ids)}`,
      });

  if (!providerNames.includes(endpoint.provider)) {
    const what = `expected one of ${providerNames.join(', ')}, got "${endpoint.provider}"`;
    const mend = didYouMean(endpoint.provider, providerNames);
    problems.push({ where: place([...path, 'provider']), what: `endpoints[${index}].provider: ${what}${mend}` });
    return problems; // what it speaks and which key it needs cannot be known
  }
  const placeOf = (key: string) => ({ where: place([...path, key]), name: `endpoints[${index}].${key}` });
  return [
    ...problems,
    ...optionProblems(endpoint, index, place),
    ...apiProblems(endpoint, goldens, place(path)),
    ...deliveryProblems(endpoint, goldens, placeOf),
  ];
}

/** Settings that would be believed to be in force, and are not. */
function optionProblems(endpoint: Endpoint, index: number, place: SourceDocument['place']): Problem[] {
  const at = (option: string, what: string): Problem => ({
    where: place(['endpoints', index, option]),
    what: `endpoints[${index}].${option}: ${what}`,
  });
  const { apiKeyEnv, credentialsEnv } = endpoint;
  return [
    ...notRead(endpoint).map(({ option, readBy }) =>
      at(option, `expected only with provider ${readBy.join(', ')}; ${endpoint.provider} does not read it`),
    ),
    ...(apiKeyEnv !== undefined && credentialsEnv !== undefined
      ? [at('credentialsEnv', 'expected either apiKeyEnv or credentialsEnv, got both')]
      : []),
  ];
}

function apiProblems(endpoint: Endpoint, goldens: readonly GoldenRequest[], where: string): Problem[] {
  const apis = apisOf(endpoint);
  return goldens
    .filter((golden) => isReplayedAt(endpoint, golden))
    .flatMap((golden) => apisIn(golden).map((api) => ({ id: golden.id, api })))
    .filter(({ api }) => !apis.includes(api))
    .map(({ id, api }) => ({
      where,
      what: `golden ${id} is written for ${api}, but ${endpoint.provider} speaks ${apis.join(' and ')}`,
    }));
}

/** The APIs that a golden is written for: one, or those of the nodes of a tree. */
function apisIn({ api, trace }: GoldenRequest): Api[] {
  if (trace === undefined) return [api];
  return [...new Set(trace.nodes.flatMap((node) => (node.kind === 'llm' ? [node.input.api] : [])))];
}

/** What an endpoint of a project lacks before it can be called: its client library, its key or credentials. */
export function accessProblems(
  endpoint: Endpoint,
  index: number,
  { place }: SourceDocument,
  env: { readonly [name: string]: string | undefined } | undefined,
): Problem[] {
  if (env === undefined || !providerNames.includes(endpoint.provider)) return [];
  const where = place(['endpoints', index]);
  return [missingLibrary(endpoint), missingKey(endpoint, env)].flatMap((what) =>
    what === undefined ? [] : [{ where, what }],
  );
}
