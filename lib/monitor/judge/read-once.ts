import type { GoldenRequest } from '../../domain/golden/golden-request.ts';

/** What of a golden a stored run is observed with. */
export interface GoldenTerms {
  get(version: string): Promise<Pick<GoldenRequest, 'expectations' | 'trace'> | undefined>;
}

/**
 * Reads each version of a golden once, for as long as one judgement takes: the up to 80 runs around a change ask for the same
 * goldens, and in S3 each read is a request. Messages are not kept: they may be large.
 */
export function readOnce(goldens: GoldenTerms): GoldenTerms {
  const known = new Map<string, ReturnType<GoldenTerms['get']>>();
  const read = async (version: string) => {
    const golden = await goldens.get(version);
    return golden && { expectations: golden.expectations, ...(golden.trace && { trace: golden.trace }) };
  };
  return {
    get: (version) => {
      const golden = known.get(version) ?? read(version);
      known.set(version, golden);
      return golden;
    },
  };
}
