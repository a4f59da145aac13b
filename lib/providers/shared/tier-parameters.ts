import type { Api } from '../../domain/endpoint/api.ts';
import type { Tier } from '../../domain/endpoint/delivery.ts';
import type { JsonObject } from '../../domain/json.ts';

/** How a body asks for a service tier. InvokeModel has a header for it, and the other APIs have no tiers to choose. */
export function tierParameters(api: Api, tier: Tier | undefined): JsonObject {
  if (tier === undefined) return {};
  switch (api) {
    case 'openai.chat':
    case 'openai.responses':
      return { service_tier: tier };
    case 'bedrock.converse':
      return { serviceTier: { type: tier } };
    case 'gemini.generate':
      return { serviceTier: tier === 'default' ? 'standard' : tier };
    default:
      return {};
  }
}
