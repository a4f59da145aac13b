import * as z from 'zod';
import { Slug } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { BudgetRules } from '../project/budget.ts';
import { Duration } from '../project/duration.ts';
import { Canary } from './canary-settings.ts';
import { Delivery, Tier } from './delivery.ts';
import { Price } from './price.ts';

/** What to do with a parameter that a golden sets: send it, leave it out and note that, or fail the call unsent. */
export const ParameterAction = z.enum(['send', 'drop', 'fail']);
export type ParameterAction = z.infer<typeof ParameterAction>;

/** A model behind a pinned ID, as somebody calls it in production: one stream of evidence. */
export const Endpoint = z.strictObject({
  id: Slug.describe('names the endpoint in alerts and history'),
  provider: z.string().min(1).describe('which adapter speaks to it, e.g. openai'),
  model: z.string().min(1).describe('the pinned model ID, as the provider spells it'),
  baseURL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('root of an OpenAI-compatible API, e.g. http://localhost:8000/v1'),
  identity: z
    .string()
    .min(1)
    .optional()
    .describe('names the server at baseURL: while the name stays, the address may change and the baseline is kept'),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable, not a key')
    .optional()
    .describe('environment variable that holds the API key; the key itself never stands in a file'),
  credentialsEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable, not credentials')
    .optional()
    .describe('environment variable that holds credentials as JSON, for Vertex AI and Azure OpenAI with Entra ID'),
  goldens: z.array(Slug).min(1).optional().describe('which goldens are replayed here; all if left out'),
  every: Duration.optional().describe("a run is due this often; the project's `every` if left out"),
  repetitions: z.int().min(1).max(1000).default(2).describe('draws of each golden in each run'),
  baselineRuns: z.int().min(5).max(300).default(24).describe('runs that are learned before anything is judged'),
  concurrency: z.int().min(1).max(256).default(4).describe('requests in flight at once'),
  requestsPerMinute: z.number().positive().optional(),
  tokensPerMinute: z.number().positive().optional().describe('input and output together, on average over the run'),
  timeoutSeconds: z.number().positive().max(600).default(60).describe('deadline of one attempt'),
  maxAnswerMB: z
    .number()
    .positive()
    .max(256)
    .optional()
    .describe('longest answer that is read, unpacked, in megabytes; 8 if left out'),
  maxAttempts: z.int().min(1).max(10).default(4),
  parameters: (z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>)
    .default({})
    .describe('request parameters that are set on every golden here, spelled as the API spells them'),
  parameterPolicy: z
    .record(z.string().min(1), ParameterAction)
    .optional()
    .describe('what happens to parameters that this model refuses, by path in the body, e.g. options.seed: drop'),
  delivery: Delivery.optional().describe(
    'live: answered at once (if left out); batch: handed in together and answered within a day or two, for less',
  ),
  tier: Tier.optional().describe('service tier that is asked for with every request; the account decides if left out'),
  batchStorage: z
    .strictObject({
      s3: z
        .string()
        .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[A-Za-z0-9_./-]*)?$/, 'expected s3://BUCKET/PREFIX')
        .describe('where requests and answers of a batch lie, e.g. s3://my-bucket/pinwatch'),
      roleArn: z.string().regex(/^arn:/, 'expected an ARN').describe('role with which Bedrock reads and writes there'),
    })
    .optional()
    .describe('for delivery: batch on Amazon Bedrock, which takes batches from S3 and answers there'),
  budget: BudgetRules.optional().describe('what runs of this endpoint may use, within what the project may'),
  price: Price.optional().describe('what its tokens cost, for estimates and for a budget in money'),
  region: z.string().min(1).optional().describe('AWS region, or location on Vertex AI, e.g. eu-west-1'),
  project: z.string().min(1).optional().describe('Google Cloud project, for Vertex AI'),
  apiVersion: z.string().min(1).optional().describe('version of the API, for Azure OpenAI, e.g. 2025-04-01-preview'),
  recordInferenceProfile: z
    .boolean()
    .optional()
    .describe(
      'ask Bedrock which models and regions the inference profile routes to, and record the answer as identity',
    ),
  guardrail: z
    .strictObject({
      id: z.string().min(1).describe('id or ARN'),
      version: z
        .string()
        .regex(/^([1-9][0-9]*|DRAFT)$/, 'expected a version, e.g. "3"')
        .describe('DRAFT changes unseen'),
    })
    .optional()
    .describe('guardrail of Amazon Bedrock that is applied to every golden here that names none itself'),
  confirmingRuns: z
    .number()
    .min(0)
    .max(1)
    .refine((share) => share === 0 || share >= 0.01, 'expected 0, or at least 0.01')
    .optional()
    .describe(
      'most runs beside the scheduled ones, as a share of them, that are made at once where drift is suspected; 0.1 where there is a canary, else none',
    ),
  canary: Canary.optional().describe('a schedule of their own for sharp goldens, see `pinwatch sharpen`'),
  canaryOf: Slug.optional().describe('set by Pinwatch for the stream that `canary` asks for; never written by hand'),
  effectFloor: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      'smallest effect (total variation) that may raise an alarm; changed refusals, JSON, tool calls, empty answers or expectations always may',
    ),
});
export type Endpoint = z.infer<typeof Endpoint>;
