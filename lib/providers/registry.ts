import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { familyOf, type ProviderFamily } from '../domain/endpoint/provider-family.ts';
import type { Provider } from '../ports/provider.ts';
import { anthropicFamily } from './families/anthropic.ts';
import { bedrockFamily } from './families/bedrock.ts';
import { googleFamily } from './families/google.ts';
import { openaiFamily } from './families/openai.ts';
import { type ProviderEntries, type ProviderEntry, someReadOnly } from './provider-entry.ts';
import { keyProblem, refusingProvider } from './refusing-provider.ts';
import { libraryProblem, loadWith } from './shared/client-library.ts';
import type { ProviderOptions } from './shared/speak-apis.ts';

const families: { readonly [F in ProviderFamily]: ProviderEntries<F> } = {
  openai: openaiFamily,
  anthropic: anthropicFamily,
  google: googleFamily,
  bedrock: bedrockFamily,
};

/** The APIs that an endpoint's provider speaks. */
export function apisOf(endpoint: Endpoint): readonly Api[] {
  return entryOf(endpoint).apis;
}

/**
 * What an endpoint says that its provider does not read, each with the providers that do: said and ignored, a guardrail or a
 * region would be believed to be in force.
 */
export function notRead(endpoint: Endpoint): { readonly option: keyof Endpoint; readonly readBy: readonly string[] }[] {
  const { reads } = entryOf(endpoint);
  return someReadOnly
    .filter((option) => endpoint[option] !== undefined && !reads.includes(option))
    .map((option) => ({ option, readBy: providersThatRead(option) }));
}

function providersThatRead(option: (typeof someReadOnly)[number]): string[] {
  const entries: [string, ProviderEntry][] = Object.values(families).flatMap((family) => Object.entries(family));
  return entries
    .filter(([, { reads }]) => reads.includes(option))
    .map(([name]) => name)
    .sort();
}

/** Environment variable that must hold an API key or credentials before an endpoint can be called. */
export function keyEnvOf(endpoint: Endpoint): string | undefined {
  return entryOf(endpoint).keyEnv(endpoint);
}

/** What keeps an endpoint's client library from being used; undefined if nothing does. */
export function missingLibrary(endpoint: Endpoint): string | undefined {
  const { library } = entryOf(endpoint);
  return library === undefined ? undefined : libraryProblem(library, `provider ${endpoint.provider}`);
}

/**
 * Opens the adapter that speaks to an endpoint. Sends nothing.
 *
 * @throws {ConfigError} for a provider that nobody has written, or whose client library is not installed.
 */
export async function openProvider(endpoint: Endpoint, options: ProviderOptions): Promise<Provider> {
  const { library, load } = entryOf(endpoint);
  if (library === undefined) return load(options);
  const needs = { who: `provider ${endpoint.provider}`, where: `endpoint ${endpoint.id}` };
  return loadWith(library, needs, () => load(options));
}

/** What keeps an endpoint from being called for want of a key or credentials; undefined if nothing does. */
export function missingKey(endpoint: Endpoint, env: ProviderOptions['env']): string | undefined {
  return keyProblem(endpoint, keyEnvOf(endpoint), env);
}

/** Like `openProvider`, for runs that nobody looks at: where the key or the client library is missing, every call is refused instead. */
export async function openForRuns(endpoint: Endpoint, options: ProviderOptions): Promise<Provider> {
  const library = missingLibrary(endpoint);
  if (library !== undefined) return refusingProvider('not-installed', library);
  const key = missingKey(endpoint, options.env);
  return key === undefined ? openProvider(endpoint, options) : refusingProvider('authentication', key);
}

function entryOf(endpoint: Endpoint): ProviderEntry {
  const entries: { readonly [provider: string]: ProviderEntry } = families[familyOf(endpoint)];
  return entries[endpoint.provider] as ProviderEntry;
}
