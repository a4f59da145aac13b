import { batchApis, batchProviders, tiersOf } from '../domain/endpoint/cheaper-calls.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { isReplayedAt } from '../domain/endpoint/replayed-at.ts';
import type { Problem } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';

/**
 * What cannot be asked of an endpoint's provider: batches or a tier that it does not have, and goldens that no batch can
 * replay.
 *
 * @param place where a key of the endpoint stands.
 */
export function deliveryProblems(
  endpoint: Endpoint,
  goldens: readonly GoldenRequest[],
  place: (key: string) => { readonly where: string; readonly name: string },
): Problem[] {
  return [...tierProblems(endpoint, place('tier')), ...batchProblems(endpoint, goldens, place('delivery'))];
}

type At = { readonly where: string; readonly name: string };

function tierProblems({ provider, tier, ...endpoint }: Endpoint, { where, name }: At): Problem[] {
  if (tier === undefined) return [];
  const tiers = tiersOf({ provider });
  if (endpoint.delivery === 'batch')
    return [{ where, what: `${name}: expected none beside delivery: batch, which is a tier of its own, got ${tier}` }];
  if (tiers.includes(tier)) return [];
  const expected =
    tiers.length === 0 ? `none, as ${provider} has no tiers to choose from` : `one of ${tiers.join(', ')}`;
  return [{ where, what: `${name}: expected ${expected}, got ${tier}` }];
}

function batchProblems(endpoint: Endpoint, goldens: readonly GoldenRequest[], { where, name }: At): Problem[] {
  const { id, provider, delivery, batchStorage } = endpoint;
  if (delivery !== 'batch') return [];
  const apis = batchApis({ provider });
  if (apis.length === 0) {
    const what = `expected live, as Pinwatch speaks batches of ${batchProviders.join(', ')} only, got batch at ${provider}`;
    return [{ where, what: `${name}: ${what}` }];
  }
  const replayed = goldens.filter((golden) => isReplayedAt(endpoint, golden));
  const chained = replayed.filter(({ trace }) => trace !== undefined);
  const other = replayed.filter(({ trace, api }) => trace === undefined && !apis.includes(api));
  return [
    ...chained.map((golden) => ({
      where,
      what: `${name}: golden ${golden.id} is replayed step after step, and a batch at ${id} cannot wait for the first`,
    })),
    ...other.map((golden) => ({
      where,
      what: `${name}: golden ${golden.id} is written for ${golden.api}, and batches of ${provider} take ${apis.join(' and ')}`,
    })),
    ...(provider === 'bedrock' && batchStorage === undefined
      ? [{ where, what: `${name}: expected batchStorage beside it, as Bedrock takes batches from S3, got none` }]
      : []),
  ];
}
