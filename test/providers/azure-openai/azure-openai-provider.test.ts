import { afterEach, describe, expect, it, vi } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import type { ListedModel } from '../../../lib/domain/endpoint/model-offer.ts';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import { openProvider } from '../../../lib/providers/registry.ts';
import { type Answer, loopbackServer } from '../../helpers/llm-servers/loopback-server.ts';
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

describe('Azure OpenAI with Entra ID', () => {
  const credentials = { tenantId: 'a-tenant', clientId: 'a-client', clientSecret: 'the-secret' };
  const draws = async (
    token: () => Answer,
    { held = {}, endpoint = {}, count = 1 }: { held?: object | string; endpoint?: object; count?: number } = {},
  ) => {
    const server = await loopbackServer();
    try {
      server.script(({ path }) => (path.endsWith('/token') ? token() : openaiChat.answer({ text: 'Hi.' })));
      const settings = { provider: 'azure-openai', baseURL: server.url, credentialsEnv: 'AZURE_CREDENTIALS' };
      const watched = Endpoint.parse({ id: 'watched', model: 'pinned-1', ...settings, ...endpoint });
      const all = { ...credentials, activeDirectoryEndpointUrl: server.url, ...(held as object) };
      const env = { AZURE_CREDENTIALS: typeof held === 'string' ? held : JSON.stringify(all) };
      const provider = await openProvider(watched, { env });
      const golden = goldenRequest(GoldenFile.parse({ id: 'refund', body: { messages: [] } }));
      const request = { endpoint: watched, golden, drawSeed: 1 };
      const made = [];
      for (let i = 0; i < count; i++) made.push(await provider.complete(request, AbortSignal.timeout(5000)));
      return { made, arrived: server.arrived };
    } finally {
      await server.close();
    }
  };
  const giving = (expires_in: number | string) => () =>
    json({ token_type: 'Bearer', expires_in, access_token: 'short-lived' });

  it.each([{}, { apiVersion: '2025-04-01-preview' }])('brings a token and no key: %o', async (endpoint) => {
    const { made, arrived } = await draws(giving(3599), { endpoint, count: 3 });
    expect(made.map(({ text }) => text)).toEqual(['Hi.', 'Hi.', 'Hi.']);
    const [asked, ...replays] = arrived;
    expect(asked?.path).toBe('/a-tenant/oauth2/v2.0/token');
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'a-client',
      client_secret: 'the-secret',
      scope: 'https://cognitiveservices.azure.com/.default',
    });
    expect(replays.map(({ headers }) => headers.get('authorization'))).toEqual(Array(3).fill('Bearer short-lived'));
    expect(replays.every(({ headers }) => headers.get('api-key') === null)).toBe(true);
  });

  it('gets another token five minutes before the one that it has expires', async () => {
    const { arrived } = await draws(giving('299'), { count: 3 });
    expect(arrived.filter(({ path }) => path.endsWith('/token'))).toHaveLength(3);
  });

  it.each<[string, Answer, string]>([
    ['refuses', json({ error: 'invalid_client', error_description: 'the-secret' }, 401), 'authentication'],
    ['is out of order', json({}, 503), 'overloaded'],
    ['gives something else', json({ hello: 'world' }), 'authentication'],
    ['sends the secret elsewhere', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, 'authentication'],
    ['breaks off', { body: 'half an answer', manner: 'truncated' }, 'unreachable'],
  ])(
    'fails as an observation when whoever gives tokens %s, and asks again next time',
    async (_what, answer, failure) => {
      const { made, arrived } = await draws(() => answer, { count: 2 });
      expect(made.map(({ error }) => error)).toEqual([failure, failure]);
      expect(arrived.map(({ path }) => path)).toEqual(Array(2).fill('/a-tenant/oauth2/v2.0/token'));
      expect(JSON.stringify(made)).not.toContain('the-secret');
    },
  );

  it.each([
    ['{', 'got no JSON object'],
    ['{"clientId":"the-secret"}', 'JSON in which tenantId, clientSecret are missing or wrong'],
  ])('says what is wrong with credentials and not what they are: %s', async (held, words) => {
    const failed = await draws(giving(1), { held }).catch((error: Error) => error.message);
    expect(failed).toContain(words);
    expect(failed).not.toContain('the-secret');
  });
});
