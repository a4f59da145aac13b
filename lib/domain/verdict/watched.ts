import * as z from 'zod';
import { hashJson } from '../content-hash.ts';
import { Delivery, Tier } from '../endpoint/delivery.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { canonicalJson, type Json, type JsonObject } from '../json.ts';

const Fields = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

/**
 * What is being watched: whatever of an endpoint's configuration reaches the model. The address stands here as it is
 * compared: without what does not change who answers (credentials, a port that is the default, a slash at the end), and
 * with one name for the names of this machine.
 */
export const Watched = z.strictObject({
  provider: z.string(),
  model: z.string(),
  baseURL: z.string().optional(),
  /** What the user calls the server at the address: while that stays, the address may change. */
  identity: z.string().optional(),
  region: z.string().optional(),
  project: z.string().optional(),
  apiVersion: z.string().optional(),
  /** Its id and version, as `abc123:3`. */
  guardrail: z.string().optional(),
  /** Set for batches: who answers them may be another machine. */
  delivery: Delivery.optional(),
  tier: Tier.optional(),
  parameters: Fields,
  parameterPolicy: z.record(z.string(), z.string()).optional(),
});
export type Watched = z.infer<typeof Watched>;

/** What an endpoint watches. Keys, goldens, repetitions, limits and prices are no part of it. */
export function configurationOf(endpoint: Endpoint): Watched {
  const { provider, model, baseURL, identity, region, project, apiVersion, tier, parameters, parameterPolicy } =
    endpoint;
  const address = baseURL === undefined ? undefined : comparableAddress(baseURL);
  const guardrail = endpoint.guardrail && `${endpoint.guardrail.id}:${endpoint.guardrail.version}`;
  const delivery = endpoint.delivery === 'live' ? undefined : endpoint.delivery; // as if it were left out
  const known = { identity, region, project, apiVersion, guardrail, delivery, tier, parameterPolicy, baseURL: address };
  return {
    provider,
    model,
    parameters,
    ...(Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as Partial<Watched>),
  };
}

/**
 * Hash of the configuration as it stands in the file. Epochs that were begun before `Watched` was kept with them are
 * recognised by it.
 */
export function hashConfiguration(endpoint: Endpoint): string {
  const { provider, model, baseURL, region, project, apiVersion, guardrail, parameters, parameterPolicy } = endpoint;
  const { delivery, tier } = configurationOf(endpoint);
  const callee = { provider, model, baseURL, region, project, apiVersion, guardrail };
  const named = { ...callee, delivery, tier, parameters, parameterPolicy };
  return hashJson(named as unknown as JsonObject); // what is undefined leaves no trace in the hash
}

/**
 * How two configurations differ, a line each, e.g. `model: gpt-5 → gpt-5-mini`; empty where the same is watched. Values
 * of parameters are not named: they may be a customer's.
 *
 * @example
 * watchedChanges(configurationOf(before), configurationOf(now)); // ['model: gpt-5 → gpt-5-mini', 'parameters: temperature']
 */
export function watchedChanges(before: Watched, now: Watched): string[] {
  const isNamedAlike = before.identity !== undefined && before.identity === now.identity;
  const isNamedApart = before.identity !== undefined && now.identity !== undefined && !isNamedAlike;
  const values = comparedByValue.flatMap((key) =>
    before[key] === now[key] ? [] : [`${key}: ${before[key] ?? 'none'} → ${now[key] ?? 'none'}`],
  );
  const address = isNamedApart
    ? [`identity: ${before.identity} → ${now.identity}`]
    : isNamedAlike || before.baseURL === now.baseURL
      ? []
      : [`baseURL: ${shownAddress(before.baseURL)} → ${shownAddress(now.baseURL)}`];
  return [
    ...values,
    ...(before.delivery === now.delivery ? [] : [`delivery: ${before.delivery ?? 'live'} → ${now.delivery ?? 'live'}`]),
    ...address,
    ...changedKeys('parameters', before.parameters, now.parameters),
    ...changedKeys('parameterPolicy', before.parameterPolicy ?? {}, now.parameterPolicy ?? {}),
  ];
}

const comparedByValue = ['provider', 'model', 'region', 'project', 'apiVersion', 'guardrail', 'tier'] as const;

/** Without the query: what stands there may be a secret. */
function shownAddress(address = 'none'): string {
  return address.replace(/\?.*$/, '');
}

/** The same for messages that leave the project: where something is served is nobody else's business. */
export function publicChanges(changes: readonly string[]): string[] {
  return changes.map((change) => change.replace(/^(baseURL|project|identity): .*$/, '$1'));
}

function changedKeys(name: string, before: JsonObject, now: JsonObject): string[] {
  const text = (value: Json | undefined) => (value === undefined ? '' : canonicalJson(value));
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  const changed = keys.filter((key) => text(before[key]) !== text(now[key]));
  return changed.length === 0 ? [] : [`${name}: ${changed.join(', ')}`];
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function comparableAddress(address: string): string {
  const url = new URL(address); // spells scheme and host in lower case, and leaves out a default port
  const host = loopback.test(url.hostname) ? 'localhost' : url.hostname;
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${url.protocol}//${host}${port}${url.pathname.replace(/\/+$/, '')}${url.search}`;
}
