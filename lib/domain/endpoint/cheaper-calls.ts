import type { Api } from './api.ts';
import type { Tier } from './delivery.ts';
import type { Endpoint } from './endpoint.ts';

/** What a provider asks of its usual price, as its own pages said on a day. */
interface Discount {
  /** Share of the usual price that is taken off, 0 to 1. */
  readonly share: number;
  /** When the provider's page said so; it may say otherwise by now. */
  readonly asOf: string;
}

/** What a provider offers beside live calls at its usual tier. */
interface Offer {
  /** Where it takes batches: for goldens of which APIs. */
  readonly batch?: readonly Api[];
  readonly tiers?: readonly Tier[];
}

const offers: { readonly [provider: string]: Offer } = {
  openai: { batch: ['openai.chat', 'openai.responses'], tiers: ['default', 'flex', 'priority'] },
  'azure-openai': { batch: ['openai.chat', 'openai.responses'], tiers: ['default', 'priority'] },
  anthropic: { batch: ['anthropic.messages'] },
  gemini: { batch: ['gemini.generate'], tiers: ['default', 'flex', 'priority'] },
  vertex: { tiers: ['default', 'flex', 'priority'] },
  bedrock: { batch: ['bedrock.converse', 'bedrock.invoke'], tiers: ['default', 'flex', 'priority'] },
};

const half: Discount = { share: 0.5, asOf: '2026-11-26' };

/** APIs whose goldens a provider takes as a batch; none where it has no batches that Pinwatch speaks. */
export function batchApis({ provider }: Pick<Endpoint, 'provider'>): readonly Api[] {
  return offers[provider]?.batch ?? [];
}

/** Tiers that a provider's requests can name; none where it has no such choice. */
export function tiersOf({ provider }: Pick<Endpoint, 'provider'>): readonly Tier[] {
  return offers[provider]?.tiers ?? [];
}

/** What batches and the flex tier usually cost less; undefined where nothing is known. A hint for people, never summed up. */
export function usualDiscount({ delivery, tier }: Pick<Endpoint, 'delivery' | 'tier'>): Discount | undefined {
  return delivery === 'batch' || tier === 'flex' ? half : undefined;
}

/** Providers that take batches, for messages. */
export const batchProviders: readonly string[] = Object.entries(offers)
  .filter(([, { batch }]) => batch !== undefined)
  .map(([provider]) => provider)
  .sort();
