import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { getGlobalDispatcher, MockAgent, setGlobalDispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import { type Answered, quickFetch } from '../../../lib/providers/shared/quick-fetch.ts';

/** A server on loopback that counts its connections. */
async function served(answer: RequestListener) {
  const server = createServer(answer);
  let connections = 0;
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/ask?of=it`,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const read = async ({ body }: Answered) => (body === null ? '' : (await buffer(body)).toString());
const init = { redirect: 'manual' } as const;

describe('quickFetch', () => {
  it.each(['POST', 'DELETE', 'PUT'])('sends what fetch sends with %s, over one connection', async (method) => {
    const seen: unknown[] = [];
    await using server = await served(async (request, response) => {
      const { 'accept-language': _no, 'sec-fetch-mode': _browser, ...headers } = request.headers;
      seen.push([request.method, request.url, headers, await text(request)]);
      response.writeHead(201, { 'x-said': ['one', 'two'] }).end('answer');
    });
    const sent = { ...init, method, headers: new Headers({ 'X-Key': 'k', 'user-agent': 'sdk/1' }), body: '{"ä":1}' };
    const plain = await fetch(server.url, sent);
    expect(await plain.text()).toBe('answer');
    for (let i = 0; i < 3; i++) {
      const answer = await quickFetch(server.url, sent);
      expect([answer.status, answer.headers.get('x-said')]).toEqual([201, 'one, two']);
      expect([...answer.headers]).toEqual([...plain.headers]);
      expect(await read(answer)).toBe('answer');
    }
    for (const one of seen.slice(1)) expect(one).toEqual(seen[0]);
    expect(server.connections()).toBe(2);
  });

  it.each([
    ['gzip', gzipSync('answer')],
    ['x-gzip', gzipSync('answer')],
    ['deflate', deflateSync('answer')],
    ['br', brotliCompressSync('answer')],
    ['deflate, gzip', gzipSync(deflateSync('answer'))],
    ['identity', Buffer.from('answer')],
    ['odd', Buffer.from('answer')],
  ])('reads a body that was packed by %s', async (coding, packed) => {
    await using server = await served((_, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(packed);
    });
    expect(await read(await quickFetch(server.url, init))).toBe('answer');
  });

  it('fails for a packed body that is cut short or is none', async () => {
    const bodies = [gzipSync('answer').subarray(0, 12), Buffer.from('answer')];
    await using server = await served((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bodies.pop());
    });
    await expect(read(await quickFetch(server.url, init))).rejects.toThrow();
    await expect(read(await quickFetch(server.url, init))).rejects.toThrow();
  });

  it('is left with the reason of its signal, before the answer and in the middle of it', async () => {
    let hangUps = 0;
    await using server = await served((request, response) => {
      request.socket.once('close', () => hangUps++);
      if (request.method === 'PUT') response.writeHead(200).write('half');
    });
    for (const method of ['GET', 'PUT']) {
      const controller = new AbortController();
      const asking = quickFetch(server.url, { ...init, method, signal: controller.signal });
      const reading = method === 'GET' ? asking : asking.then(read);
      setTimeout(() => controller.abort(new Error('in time')), 20);
      await expect(reading).rejects.toThrow(method === 'GET' ? 'in time' : /in time|aborted/);
    }
    await expect.poll(() => hangUps).toBe(2);
  });

  it('sends nothing when its signal is over already', async () => {
    let requests = 0;
    await using server = await served((_, response) => {
      requests++;
      response.end();
    });
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(quickFetch(server.url, { ...init, signal })).rejects.toThrow('too late');
    expect(requests).toBe(0);
  });

  it('hangs up on a body that is not wanted to its end, and fails where nobody answers', async () => {
    const closed = Promise.withResolvers<void>();
    const server = await served((request, response) => {
      request.socket.once('close', closed.resolve);
      response.writeHead(200).write('a'.repeat(1000));
    });
    await (await quickFetch(server.url, init)).body?.cancel();
    await closed.promise;
    for await (const chunk of (await quickFetch(server.url, init)).body ?? []) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await server[Symbol.asyncDispose]();
    await expect(quickFetch(server.url, init)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('leaves all to fetch where a program has put a dispatcher of its own in its place', async () => {
    await fetch('data:,').then((response) => response.text());
    await using server = await served((_, response) => response.end('direct'));
    const usual = getGlobalDispatcher();
    try {
      const mocked = new MockAgent();
      mocked.disableNetConnect();
      mocked.get(new URL(server.url).origin).intercept({ path: '/v1/ask?of=it' }).reply(200, 'by another way');
      setGlobalDispatcher(mocked);
      expect(await read(await quickFetch(server.url, init))).toBe('by another way');
    } finally {
      setGlobalDispatcher(usual);
    }
    expect(await read(await quickFetch(server.url, init))).toBe('direct');
  });

  it('leaves to fetch what it cannot do', async () => {
    await using server = await served(async (request, response) => {
      if (request.url === '/v1/ask?of=it') response.writeHead(302, { location: '/there' }).end();
      else response.end(`${request.headers['content-type']?.split(';')[0]} ${(await text(request)).length > 0}`);
    });
    const form = new FormData();
    form.set('file', 'content');
    const there = new URL('/there', server.url);
    expect(await read(await quickFetch(server.url, {}))).toBe('undefined false'); // it followed
    expect(await read(await quickFetch(there, { ...init, method: 'POST', body: form }))).toBe(
      'multipart/form-data true',
    );
    expect(await read(await quickFetch(new Request(there, { method: 'POST', body: 'x' }), init))).toBe(
      'text/plain true',
    );
    expect(await read(await quickFetch('data:,answer', init))).toBe('answer');
  });
});
