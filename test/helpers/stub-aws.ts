import { vi } from 'vitest';

/** Sends what AWS clients of this process send to a server on loopback, signed by nobody; `vi.unstubAllEnvs` ends it. */
export function stubAws(url: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
}
