import { describe, expect, it } from 'vitest';
import { createApi } from '../../lib/api/api.ts';
import { serveHandler } from '../../lib/serve/serve-handler.ts';
import { driftingProject } from '../helpers/drifting-project.ts';

const token = 'a-token-of-sixteen-and-more';
const runtime = await driftingProject({ runs: 0 });
const html = { type: 'text/html', body: new TextEncoder().encode('<!doctype html>') };
const handler = serveHandler({
  api: createApi({ look: (use) => use(runtime), decide: (use) => use(runtime) }),
  page: new Map([['index.html', html]]),
  token,
});
const origin = 'http://localhost:4680';
const get = (path: string, headers: Record<string, string> = {}) =>
  handler(new Request(origin + path, { headers: { host: 'localhost:4680', ...headers } }));
const accept = (headers: Record<string, string> = {}) =>
  handler(
    new Request(`${origin}/api/v1/endpoints/support/accept`, {
      method: 'POST',
      headers: { host: 'localhost:4680', 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ by: 'ana', why: 'the release was announced' }),
    }),
  );

describe('who may ask a server on this machine', () => {
  it.each(['localhost:4680', '127.0.0.1:4680', '[::1]:4680', 'localhost'])('the person, at %s', async (host) => {
    expect((await get('/api/v1/endpoints', { host })).status).toBe(200);
  });

  it.each(['evil.example:4680', 'localhost.evil.example', '127.0.0.1.evil.example:4680', '192.168.1.7:4680'])(
    'no page that has bound its name %s to this machine',
    async (host) => {
      const response = await get('/api/v1/endpoints', { host });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ problems: [{ where: 'host' }] });
    },
  );

  it.each([
    { origin: 'http://evil.example' },
    { origin: 'http://localhost:9999' }, // another program of this machine
    { origin: 'https://localhost:4680' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ] as Record<string, string>[])('no other page: %o', async (headers) => {
    expect((await get('/api/v1/endpoints', headers)).status).toBe(403);
    expect((await accept({ ...headers, authorization: `Bearer ${token}` })).status).toBe(403);
  });

  it('whoever follows a link, and the page itself', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await get('/incidents', link)).status).toBe(200);
    expect((await get('/api/v1', { origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
});

describe('what changes something', () => {
  it.each([{}, { authorization: 'Bearer wrong' }, { authorization: token }, { authorization: 'Bearer ' }] as Record<
    string,
    string
  >[])('needs the token, not %o', async (headers) => {
    const response = await accept(headers);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ problems: [{ where: 'token' }] });
  });

  it('is not done for a form, even with the token', async () => {
    expect((await accept({ authorization: `Bearer ${token}`, 'content-type': 'text/plain' })).status).toBe(400);
  });

  it('is done with the token', async () => {
    const response = await accept({ authorization: `Bearer ${token}`, origin });
    expect(await response.json()).toMatchObject({ epoch: { number: 1, by: 'ana' } });
  });

  it('is not there where the API only reads', async () => {
    const reading = createApi({ look: (use) => use(runtime) });
    const request = new Request(`${origin}/api/v1/endpoints/support/accept`, { method: 'POST', body: '{}' });
    expect((await reading(request)).status).toBe(405);
  });
});

describe('what is served', () => {
  it.each(['/', '/endpoints/support/goldens', '/runs/a%2Fb', '/incidents'])(
    'is the page at %s, which can load nothing from elsewhere',
    async (path) => {
      const response = await get(path);
      expect(response.headers.get('content-type')).toBe('text/html');
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(response.headers.get('x-frame-options')).toBe('DENY');
    },
  );

  it.each(['/assets/none.js', '/assets/../package.json', '/api/v2/endpoints', '/api'])(
    'is nothing at %s',
    async (path) => {
      const response = await get(path);
      expect([200, 404]).toContain(response.status);
      if (response.status === 200) expect(await response.text()).toBe('<!doctype html>'); // the address was another
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    },
  );
});
