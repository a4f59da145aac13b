import type { GoldenRequest } from '../golden/golden-request.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Whether an endpoint replays a golden: every one, or those it names. Naming a trace tree names its nodes. Sharp goldens that
 * it does not name are replayed for the endpoint that they were found at: by its canary where it has one, else by itself.
 */
export function isReplayedAt(
  { id, goldens, canary, canaryOf }: Pick<Endpoint, 'id' | 'goldens' | 'canary' | 'canaryOf'>,
  golden: Pick<GoldenRequest, 'id' | 'sharp'>,
): boolean {
  if (goldens?.some((name) => name === golden.id || name === golden.id.split('/')[0]) === true) return true;
  const streamOf = canaryOf ?? (canary === undefined ? id : undefined);
  if (golden.sharp !== undefined) return golden.sharp.endpoint === streamOf;
  return goldens === undefined && canaryOf === undefined;
}
