import * as z from 'zod';
import { Api } from '../domain/endpoint/api.ts';
import { Expectation } from '../domain/golden/expectation.ts';
import { Provenance } from '../domain/golden/golden-file.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { JsonObject } from '../domain/json.ts';

/**
 * A golden request as the archive keeps it. The version is not computed again on reading: it is the name that samples
 * know it by, whatever later versions of Pinwatch hash.
 */
export const StoredGolden: z.ZodType<GoldenRequest> = z.looseObject({
  id: z.string().min(1),
  title: z.string().optional(),
  api: Api,
  provenance: Provenance,
  body: z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>,
  expectations: z.array(Expectation),
  parts: z.record(z.string(), z.string()),
  version: z.string().min(1),
}) as unknown as z.ZodType<GoldenRequest>;
