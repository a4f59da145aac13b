import { expect, it } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import { openProvider } from '../../../lib/providers/registry.ts';

const apis = [
  ['openai', 'openai.chat', { messages: [] }, (body: Body) => body.service_tier],
  ['openai', 'openai.responses', { input: 'hello' }, (body: Body) => body.service_tier],
  ['gemini', 'gemini.generate', { contents: [] }, (body: Body) => body.serviceTier],
  ['bedrock', 'bedrock.converse', { messages: [] }, (body: Body) => body.serviceTier?.type],
  [
    'bedrock',
    'bedrock.invoke',
    { messages: [] },
    (_body: Body, headers: Headers) => headers.get('x-amzn-bedrock-service-tier'),
  ],
] as const;
interface Body {
  readonly service_tier?: string;
  readonly serviceTier?: { readonly type?: string };
}

it.each(apis)('the tier of an endpoint reaches %s as %s spells it', async (provider, api, body, read) => {
  const env = { OPENAI_API_KEY: 'key', GEMINI_API_KEY: 'key' };
  process.env.AWS_ACCESS_KEY_ID ??= 'AKIAEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'example';
  const sent: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    sent.push(read(JSON.parse(String(init?.body)), new Headers(init?.headers)));
    return new Response('{}', { status: 500 });
  };
  for (const tier of ['flex', undefined] as const) {
    const endpoint = Endpoint.parse({
      id: 'e',
      provider,
      model: 'm',
      region: provider === 'bedrock' ? 'eu-west-1' : undefined,
      tier,
    });
    const golden = goldenRequest(GoldenFile.parse({ id: 'g', api, body }));
    const opened = await openProvider(endpoint, { env, fetch });
    await opened.complete({ endpoint, golden, drawSeed: 1 }, new AbortController().signal);
  }
  expect(sent[0]).toBe('flex');
  expect(sent[1] ?? undefined).toBeUndefined();
});
