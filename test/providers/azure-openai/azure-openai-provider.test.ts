import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ListedModel } from '../../../lib/usecases/ports.ts';
import { oneCall } from '../../helpers/llm-servers/one-call.ts';
import { openaiChat } from '../../helpers/llm-servers/openai-chat.ts';
import { json } from '../../helpers/llm-servers/protocol.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const azure = (endpoint: object, more: Partial<Parameters<typeof oneCall>[0]> = {}) =>
  oneCall({
    endpoint: (url) => ({ provider: 'azure-openai', baseURL: url, ...endpoint }),
    env: () => ({ AZURE_OPENAI_API_KEY: 'the-key' }),
    api: 'openai.chat',
    body: { messages: [] },
    answers: () => {
      const answer = openaiChat.answer({ text: 'Hi.' });
      return { ...answer, headers: { 'x-ms-region': 'Sweden Central', 'apim-request-id': 'req-9' } };
    },
    ...more,
  });

describe('Azure OpenAI', () => {
  it.each([{}, { apiVersion: '2025-04-01-preview' }])('gets its key in the api-key header: %o', async (endpoint) => {
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:9');
    vi.stubEnv('OPENAI_API_KEY', 'must-not-be-sent');
    vi.stubEnv('OPENAI_ORG_ID', 'must-not-be-sent');
    const { made, arrived } = await azure(endpoint);
    const headers = arrived[0]?.headers ?? new Headers();
    expect(made.text).toBe('Hi.');
    expect(headers.get('api-key')).toBe('the-key');
    expect(headers.get('authorization')).toBeNull();
    expect(JSON.stringify([...headers])).not.toContain('must-not-be-sent');
  });

  it('tells which region answered', async () => {
    expect((await azure({})).made).toMatchObject({
      identity: { serviceTier: 'default', servedIn: 'Sweden Central' },
      requestId: 'req-9',
    });
  });

  it.each(['', '/', '/openai', '/openai/v1/'])('takes the address of the resource with %s behind it', async (tail) => {
    const { arrived } = await azure(
      {},
      { endpoint: (url) => ({ provider: 'azure-openai', baseURL: `${url}${tail}` }) },
    );
    expect(arrived[0]?.path).toBe('/openai/v1/chat/completions');
  });

  it('needs the address of a resource', async () => {
    const call = azure({ baseURL: undefined });
    await expect(call).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining('baseURL') });
  });

  it('lists models with their stage and the day of their retirement', async () => {
    let listed: readonly ListedModel[] | undefined;
    await azure(
      {},
      {
        answers: () =>
          json({
            data: [
              {
                id: 'gpt-old',
                lifecycle_status: 'deprecated',
                deprecation: { fine_tune: 1, inference: 1_798_761_600 },
              },
              { id: 'gpt-new', lifecycle_status: 'generally-available' },
            ],
          }),
        instead: async (provider, endpoint) => {
          listed = await provider.models?.(endpoint, AbortSignal.timeout(5000));
          return {};
        },
      },
    );
    expect(listed).toEqual([
      { id: 'gpt-old', lifecycle: 'deprecated', retiresAt: '2027-01-01T00:00:00.000Z' },
      { id: 'gpt-new', lifecycle: 'generally-available' },
    ]);
  });
});
