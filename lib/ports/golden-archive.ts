import type { GoldenRequest } from '../domain/golden/golden-request.ts';

/**
 * Every version of every golden that was ever sent, by version. Titles and expectations are not part of a version: the
 * newest ones that were put are kept with it.
 */
export interface GoldenArchive {
  put(golden: GoldenRequest): Promise<void>;
  get(version: string): Promise<GoldenRequest | undefined>;
}
