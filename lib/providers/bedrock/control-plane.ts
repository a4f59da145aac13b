import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod';
import { hashJson } from '../../domain/content-hash.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { ListedModel } from '../../domain/endpoint/model-offer.ts';
import { ask } from '../shared/ask.ts';
import type { Fetch } from '../shared/exchange.ts';
import { omitUnsaid, Text } from '../shared/reading.ts';
import type { Who } from './bedrock-wires.ts';
import { signingFetch } from './signing-fetch.ts';

/** How to reach Bedrock's control plane in a region. */
export interface ControlPlane {
  readonly client: BedrockRuntimeClient;
  /** e.g. https://bedrock.eu-west-1.amazonaws.com */
  readonly baseURL: string;
  readonly fetch?: Fetch | undefined;
}

const Profile = z.looseObject({
  inferenceProfileId: z.string(),
  models: z.array(z.looseObject({ modelArn: z.string() })),
  status: Text,
  type: Text,
  updatedAt: z.unknown().optional(),
});

const Listing = z.looseObject({
  modelSummaries: z.array(
    z.looseObject({
      modelId: z.string(),
      modelLifecycle: z.looseObject({ status: Text, endOfLifeTime: z.unknown().optional() }).nullish(),
    }),
  ),
});
const ProfileListing = z.looseObject({ inferenceProfileSummaries: z.array(Profile), nextToken: Text });

/**
 * Which models in which regions an inference profile routes to. The hash of that list is the fingerprint: Bedrock's
 * answers name neither model nor region, so a changed membership shows nowhere else. Needs
 * `bedrock:GetInferenceProfile`.
 */
export async function inferenceProfile(plane: ControlPlane, { model }: Endpoint, signal: AbortSignal): Promise<Who> {
  const profile = await get(Profile, plane, `/inference-profiles/${encodeURIComponent(model)}`, signal);
  const members = profile.models.map(({ modelArn }) => modelArn).sort();
  const regions = [...new Set(members.map((arn) => arn.split(':')[3] ?? ''))].filter((region) => region !== '');
  return {
    fingerprint: `profile:${hashJson(members).slice(0, 16)}`,
    identity: omitUnsaid({
      inferenceProfile: profile.inferenceProfileId,
      profileModels: members.join(' '),
      profileRegions: regions.join(' '),
      profileStatus: profile.status,
      profileUpdatedAt: timestamp(profile.updatedAt),
    }),
  };
}

/**
 * Foundation models with their lifecycle, then inference profiles, which retire with the model that they route to. Needs
 * `bedrock:ListFoundationModels` and `…InferenceProfiles`.
 */
export async function bedrockModels(plane: ControlPlane, signal: AbortSignal): Promise<ListedModel[]> {
  const { modelSummaries } = await get(Listing, plane, '/foundation-models', signal);
  const models = modelSummaries.map(({ modelId, modelLifecycle }) => ({
    id: modelId,
    ...omitUnsaid<Omit<ListedModel, 'id'>>({
      lifecycle: modelLifecycle?.status?.toLowerCase(),
      retiresAt: timestamp(modelLifecycle?.endOfLifeTime),
    }),
  }));
  return [...models, ...(await profiles(plane, models, signal))];
}

async function profiles(
  plane: ControlPlane,
  models: readonly ListedModel[],
  signal: AbortSignal,
): Promise<ListedModel[]> {
  const listed: ListedModel[] = [];
  let token: string | null | undefined;
  do {
    const page = token == null ? '' : `&nextToken=${encodeURIComponent(token)}`;
    const json = await get(ProfileListing, plane, `/inference-profiles?maxResults=1000${page}`, signal);
    for (const profile of json.inferenceProfileSummaries) {
      const retiring = models.find(({ id, retiresAt }) => retiresAt !== undefined && routesTo(profile, id));
      const { lifecycle = profile.status?.toLowerCase(), retiresAt } = retiring ?? {};
      listed.push({ id: profile.inferenceProfileId, ...omitUnsaid<Omit<ListedModel, 'id'>>({ lifecycle, retiresAt }) });
    }
    token = json.nextToken;
  } while (token != null);
  return listed;
}

function routesTo({ models }: z.infer<typeof Profile>, id: string): boolean {
  return models.some(({ modelArn }) => modelArn.endsWith(`/${id}`));
}

function get<T>(schema: z.ZodType<T>, plane: ControlPlane, path: string, signal: AbortSignal): Promise<T> {
  const { client, baseURL, fetch } = plane;
  return ask(schema, (via) => signingFetch(client, 'bedrock', via)(`${baseURL}${path}`, {}), { signal, fetch });
}

/** AWS writes times as ISO 8601 or as seconds. */
function timestamp(value: unknown): string | undefined {
  if (typeof value === 'number') return new Date(value * 1000).toISOString();
  return typeof value === 'string' ? value : undefined;
}
