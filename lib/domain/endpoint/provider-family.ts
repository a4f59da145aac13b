import * as z from 'zod';
import { ConfigError } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Providers that share a client library, by family. In AWS each family is replayed by a function of its own, which holds
 * no other library and may do nothing that only another family needs.
 */
const providersOf = {
  openai: ['openai', 'azure-openai', 'ollama', 'tgi'], // the last two need no library worth a function
  anthropic: ['anthropic'],
  google: ['gemini', 'vertex'],
  bedrock: ['bedrock'],
} as const;

export const ProviderFamily = z.enum(Object.keys(providersOf) as (keyof typeof providersOf)[]);
export type ProviderFamily = keyof typeof providersOf;
export const providerFamilies: readonly ProviderFamily[] = ProviderFamily.options;

/** The providers of a family. */
export type ProviderOf<F extends ProviderFamily> = (typeof providersOf)[F][number];

/** Names that an endpoint's `provider` can have. */
export const providerNames: readonly string[] = Object.values(providersOf).flat().sort();

/** @throws {ConfigError} for a provider that nobody has written. */
export function familyOf({ id, provider }: Pick<Endpoint, 'id' | 'provider'>): ProviderFamily {
  const family = providerFamilies.find((one) => (providersOf[one] as readonly string[]).includes(provider));
  if (family !== undefined) return family;
  throw new ConfigError([
    { where: `endpoint ${id}`, what: `expected a provider out of ${providerNames.join(', ')}, got ${provider}` },
  ]);
}
