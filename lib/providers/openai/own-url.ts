import type { Endpoint } from '../../domain/endpoint/endpoint.ts';

/** Where OpenAI itself answers. */
export const ownURL = 'https://api.openai.com/v1';

/** Whether a URL is OpenAI's own: only there its usual key is sent, and only there its own parameters are understood. */
export function isOwn(baseURL: string | undefined): boolean {
  return baseURL === undefined || new URL(baseURL).hostname.endsWith('.openai.com');
}

/** Variable that must hold the key of an endpoint; none where a server of one's own asks for none. */
export function openaiKeyEnv({ apiKeyEnv, baseURL }: Pick<Endpoint, 'apiKeyEnv' | 'baseURL'>): string | undefined {
  return apiKeyEnv ?? (isOwn(baseURL) ? 'OPENAI_API_KEY' : undefined);
}
