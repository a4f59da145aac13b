import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { openProvider } from '../../lib/providers/registry.ts';
import { type Answer, type LoopbackServer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import type { Subject } from './provider-suite.ts';

const tooLarge = 'the answer is larger than 0.2 MB (maxAnswerMB of the endpoint)';
const half = Buffer.alloc(300_000, ' ');

/** What every adapter does with a server that sends it elsewhere, or more than anybody wants to read. */
export function hostileSuite({ name, api, protocol, endpoint: settings, env, body }: Subject): void {
  describe(name, () => {
    let server: LoopbackServer;
    let stranger: LoopbackServer;
    beforeAll(async () => {
      [server, stranger] = [await loopbackServer(), await loopbackServer()];
      stranger.script(() => protocol.answer({ text: 'from a stranger' }));
    });
    afterAll(() => Promise.all([server.close(), stranger.close()]));

    const ask = async (answering: (path: string) => Answer) => {
      server.script(({ method, path }) => protocol.aside?.(method, path) ?? answering(path));
      const endpoint = Endpoint.parse({ id: 'watched', model: 'pinned-1', maxAnswerMB: 0.2, ...settings(server.url) });
      const provider = await openProvider(endpoint, { env: env?.(server.url) ?? {} });
      const golden = goldenRequest(GoldenFile.parse({ id: 'refund', api, body }));
      return provider.complete({ endpoint, golden, drawSeed: 1 }, AbortSignal.timeout(10_000));
    };

    it.each([301, 302, 303, 307, 308])('does not follow a %i to another origin', async (status) => {
      const made = await ask((path) => ({ status, headers: { location: `${stranger.url}${path}` } }));
      expect(stranger.arrived).toEqual([]);
      expect(made).toMatchObject({
        error: 'unknown',
        failure: { status },
        notes: [`redirected to ${stranger.url}, which was not followed`],
      });
      expect(made).not.toHaveProperty('text');
    });

    it('follows a 307 to another path of the same origin, with the same body', async () => {
      const made = await ask((path) =>
        path.startsWith('/moved')
          ? protocol.answer({ text: 'Here.' })
          : { status: 307, headers: { location: '/moved' } },
      );
      expect(made).toMatchObject({ text: 'Here.' });
      const [first, second] = server.arrived.filter(({ method, path }) => protocol.aside?.(method, path) === undefined);
      expect(second?.body).toBe(first?.body);
    });

    it('goes no further than three redirects', async () => {
      const made = await ask(() => ({ status: 307, headers: { location: '/again' } }));
      expect(made).toMatchObject({ error: 'unknown', failure: { status: 307 } });
      expect(server.arrived.filter(({ path }) => path === '/again')).toHaveLength(3);
    });

    it.each<[string, Answer]>([
      ['is large', { body: half }],
      ['unpacks to much', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(50_000_000, ' ')) }],
      ['never ends', { manner: 'endless', body: half }],
      [
        'never ends, as a stream',
        { manner: 'endless', body: ': keep-alive\n\n'.repeat(1000), headers: { 'content-type': 'text/event-stream' } },
      ],
      ['is an error, and large', { status: 500, body: half }],
    ])('fails with an answer that %s, and says so', async (_what, answer) => {
      const made = await ask(() => answer);
      expect(made).toMatchObject({ error: 'malformed-response', notes: [tooLarge] });
      expect(made).not.toHaveProperty('text');
    });
  });
}
