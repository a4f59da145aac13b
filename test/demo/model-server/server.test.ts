import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../lib/demo/model-server/api-error.ts';
import { readJson } from '../../../lib/demo/model-server/read-json.ts';
import { createApiServer, type Route } from '../../../lib/demo/model-server/server.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(routes: Record<string, Route>, apiKey?: string): Promise<string> {
  const server = createApiServer({ routes, apiKey });
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clientOf = (origin: string, apiKey: string) => new OpenAI({ baseURL: `${origin}/v1`, apiKey, maxRetries: 0 });

describe('the API server', () => {
  it('lets only callers with the key in', async () => {
    const origin = await serve({ 'GET /v1/models': async () => ({ object: 'list', data: [] }) }, 'right');
    await expect(clientOf(origin, 'wrong').models.list()).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    expect((await clientOf(origin, 'right').models.list()).data).toEqual([]);
  });

  it('gives every answer a request id', async () => {
    const origin = await serve({ 'GET /v1/models': async () => ({ data: [] }) });
    const ids = await Promise.all(
      [1, 2].map(async () => (await fetch(`${origin}/v1/models`)).headers.get('x-request-id')),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('tells an unknown URL from a wrong method', async () => {
    const origin = await serve({ 'POST /v1/x': async () => ({}) });
    expect((await fetch(`${origin}/v1/y`)).status).toBe(404);
    expect((await fetch(`${origin}/v1/x`)).status).toBe(405);
  });

  it('answers errors in the shape that the official client reads', async () => {
    const origin = await serve({
      'GET /v1/models': async () => {
        throw new ApiError(400, 'no such thing', { param: 'p', code: 'c' });
      },
    });
    await expect(clientOf(origin, 'x').models.list()).rejects.toMatchObject({
      status: 400,
      param: 'p',
      code: 'c',
      type: 'invalid_request_error',
    });
  });

  it('says nothing about the insides of an unforeseen error', async () => {
    const origin = await serve({
      'GET /v1/models': async () => {
        throw new Error('secret prompt');
      },
    });
    const response = await fetch(`${origin}/v1/models`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it('rejects bodies that are not JSON or too large', async () => {
    const origin = await serve({ 'POST /v1/x': async ({ request }) => ({ got: await readJson(request) }) });
    const post = async (body: string) => (await fetch(`${origin}/v1/x`, { method: 'POST', body })).status;
    expect(await post('{"a":1}')).toBe(200);
    expect(await post('{')).toBe(400);
    expect(await post(`"${'x'.repeat(1_000_001)}"`)).toBe(413);
  });

  it('aborts the work of a caller who hangs up', async () => {
    const hungUp = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const origin = await serve({
      'GET /v1/slow': async ({ signal }) => {
        started.resolve();
        await once(signal, 'abort');
        hungUp.resolve();
        return {};
      },
    });
    const leaving = new AbortController();
    const call = fetch(`${origin}/v1/slow`, { signal: leaving.signal }).catch(() => 'gone');
    await started.promise;
    leaving.abort();
    expect(await call).toBe('gone');
    await hungUp.promise;
  });
});
