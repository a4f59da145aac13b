import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProviderFamily, ProviderOf } from '../domain/endpoint/provider-family.ts';
import type { Provider } from '../ports/provider.ts';
import type { ClientLibrary } from './shared/client-library.ts';
import type { ProviderOptions } from './shared/speak-apis.ts';

/** What an endpoint may say that only some providers read; everything else is for all of them. */
export const someReadOnly = [
  'baseURL',
  'apiKeyEnv',
  'credentialsEnv',
  'region',
  'project',
  'apiVersion',
  'recordInferenceProfile',
  'guardrail',
  'batchStorage',
] as const satisfies readonly (keyof Endpoint)[];

/** A provider as the configuration names it. */
export interface ProviderEntry {
  /** What it speaks, so that a golden for another API is found before anything is sent. */
  readonly apis: readonly Api[];
  /** What it reads of `someReadOnly`: an endpoint that says more is told so before anything is sent. */
  readonly reads: readonly (typeof someReadOnly)[number][];
  /** Environment variable that must hold an API key or credentials for this endpoint; undefined where none is needed. */
  keyEnv(endpoint: Endpoint): string | undefined;
  /** Its client library, where that is not installed with Pinwatch. */
  readonly library?: ClientLibrary;
  /** Loads the adapter with its client library: only those that are in use cost start-up time. */
  load(options: ProviderOptions): Promise<Provider>;
}

/** The providers of a family by their names. */
export type ProviderEntries<F extends ProviderFamily = ProviderFamily> = {
  readonly [provider in ProviderOf<F>]: ProviderEntry;
};
