import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { geminiGenerate } from '../../helpers/llm-servers/gemini.ts';
import { type Answer, type Arrived, loopbackServer } from '../../helpers/llm-servers/loopback-server.ts';
import { oneCall } from '../../helpers/llm-servers/one-call.ts';
import { json } from '../../helpers/llm-servers/protocol.ts';

const body = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] };
const candidate = { content: { role: 'model', parts: [{ text: 'Hi.' }] }, finishReason: 'STOP' };

function gemini(answer: Answer | ((request: Arrived) => Answer), more: { env?: object; endpoint?: object } = {}) {
  return oneCall({
    endpoint: (url) => ({ provider: 'gemini', baseURL: url, ...more.endpoint }),
    env: () => ({ GEMINI_API_KEY: 'the-key', ...more.env }),
    api: 'gemini.generate',
    body,
    answers: typeof answer === 'function' ? answer : () => answer,
  });
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('the Gemini API', () => {
  it('gets its key in a header, and the environment does not decide which key or where', async () => {
    vi.stubEnv('GOOGLE_API_KEY', 'another-key');
    vi.stubEnv('GOOGLE_GENAI_USE_VERTEXAI', 'true');
    vi.stubEnv('GOOGLE_GEMINI_BASE_URL', 'http://127.0.0.1:9');
    const { made, arrived } = await gemini(json({ candidates: [candidate] }));
    expect(made.text).toBe('Hi.');
    expect(arrived[0]?.headers.get('x-goog-api-key')).toBe('the-key');
    expect(arrived[0]?.path).not.toContain('key');
  });

  it('is not asked to continue an answer that was cut off: one draw is one request', async () => {
    const cut = { ...candidate, finishReason: 'CONTINUATION', continuationToken: 'abc' };
    const { made, arrived } = await gemini(json({ candidates: [cut] }));
    expect(made).toMatchObject({ text: 'Hi.', finishReason: 'CONTINUATION' });
    expect(arrived).toHaveLength(1);
  });

  it('marks an answer that was withheld as a refusal', async () => {
    const { made } = await gemini(
      json({ candidates: [{ finishReason: 'SAFETY', safetyRatings: [{ blocked: true }] }] }),
    );
    expect(made).toMatchObject({
      text: '',
      refusal: true,
      finishReason: 'SAFETY',
      extra: { safetyRatings: [{ blocked: true }] },
    });
  });

  it('tells the stage and the retirement of the model that answered', async () => {
    const modelStatus = { modelStage: 'DEPRECATED', retirementTime: '2027-01-01T00:00:00Z' };
    const { made } = await gemini(json({ candidates: [candidate], modelVersion: 'm-001', modelStatus }));
    expect(made).toMatchObject({
      model: 'm-001',
      identity: { modelStage: 'DEPRECATED', retiresAt: '2027-01-01T00:00:00Z' },
    });
  });

  it('keeps what the server ran, and what it grounded the answer on', async () => {
    const parts = [{ executableCode: { language: 'PYTHON', code: 'print(1)' } }, { text: '1' }];
    const grounded = { content: { parts }, finishReason: 'STOP', groundingMetadata: { webSearchQueries: ['x'] } };
    const { made } = await gemini(json({ candidates: [grounded] }));
    expect(made).toMatchObject({
      text: '1',
      extra: { content: [parts[0]], groundingMetadata: { webSearchQueries: ['x'] } },
    });
  });

  it('obeys the delay that Google writes into its errors', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }];
    const { made } = await gemini(json({ error: { code: 429, status: 'RESOURCE_EXHAUSTED', details } }, 429));
    expect(made).toMatchObject({ error: 'rate-limited', retryAfterMs: 34_000 });
  });

  it('says which client library it is, as installed', async () => {
    const { made } = await gemini(json({ candidates: [candidate] }));
    const installed = new URL('../../../node_modules/@google/genai/package.json', import.meta.url);
    expect(made.sdk).toBe(`google-genai/${JSON.parse(readFileSync(installed, 'utf8')).version}`);
  });
});

describe('Vertex AI', () => {
  it('is reached with application default credentials, in the project and location of the endpoint', async () => {
    const debug = vi.spyOn(console, 'debug');
    vi.stubEnv('GOOGLE_API_KEY', 'must-not-be-used');
    const folder = mkdtempSync(join(tmpdir(), 'pinwatch-vertex-'));
    try {
      const { made, arrived } = await oneCall({
        endpoint: (url) => {
          vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', workloadIdentity(folder, url));
          return { provider: 'vertex', baseURL: url, project: 'a-project', region: 'europe-west4' };
        },
        api: 'gemini.generate',
        body,
        answers: ({ path }) =>
          path === '/token'
            ? json({ access_token: 'short-lived', token_type: 'Bearer', expires_in: 3600, issued_token_type: 'x' })
            : geminiGenerate.answer({ text: 'Hi.' }),
      });
      expect(made.text).toBe('Hi.');
      const replay = arrived.find(({ path }) => path !== '/token');
      expect(replay?.path).toBe(
        '/v1/projects/a-project/locations/europe-west4/publishers/google/models/pinned-1:generateContent',
      );
      expect(replay?.headers.get('authorization')).toBe('Bearer short-lived');
      expect(debug).not.toHaveBeenCalled();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['refuses', 'authentication', (url: string) => url],
    ['cannot be reached', 'unreachable', () => 'http://127.0.0.1:9'],
  ])('fails as an observation when whoever gives credentials %s', async (_what, failure, tokens) => {
    const folder = mkdtempSync(join(tmpdir(), 'pinwatch-vertex-'));
    try {
      const { made, arrived } = await oneCall({
        endpoint: (url) => {
          vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', workloadIdentity(folder, tokens(url)));
          return { provider: 'vertex', baseURL: url, project: 'a-project' };
        },
        api: 'gemini.generate',
        body,
        answers: ({ path }) =>
          path === '/token' ? json({ error: 'invalid_grant' }, 400) : geminiGenerate.answer({ text: 'Hi.' }),
      });
      expect(made.error).toBe(failure);
      expect(arrived.filter(({ path }) => path !== '/token')).toHaveLength(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('needs a project from the endpoint or the environment', async () => {
    const call = oneCall({
      endpoint: (url) => ({ provider: 'vertex', baseURL: url }),
      api: 'gemini.generate',
      body,
      answers: () => ({}),
    });
    await expect(call).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('GOOGLE_CLOUD_PROJECT'),
    });
  });
});

describe('Vertex AI where there are no default credentials', () => {
  const vertex = (
    credentials: (url: string) => unknown,
    more: object = {},
    answers: (request: Arrived) => Answer = ({ path }) =>
      path === '/token'
        ? json({ access_token: 'short-lived', token_type: 'Bearer', expires_in: 3600, issued_token_type: 'x' })
        : geminiGenerate.answer({ text: 'Hi.' }),
  ) =>
    oneCall({
      endpoint: (url) => ({
        provider: 'vertex',
        baseURL: url,
        project: 'a-project',
        credentialsEnv: 'VERTEX_CREDENTIALS',
        ...more,
      }),
      env: (url) => {
        const held = credentials(url);
        return { VERTEX_CREDENTIALS: typeof held === 'string' ? held : JSON.stringify(held), KEY: 'a-key' };
      },
      api: 'gemini.generate',
      body,
      answers,
    });
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const serviceAccount = {
    type: 'service_account',
    client_email: 'watcher@a-project.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    universe_domain: 'example.test', // beyond Google's own, tokens are signed here instead of fetched there
  };
  const federation = (url: string) => ({
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/aws',
    subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
    token_url: `${url}/token`,
    credential_source: {
      environment_id: 'aws1',
      regional_cred_verification_url: 'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15',
    },
  });

  beforeEach(() => {
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/nowhere/to/be/found');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    vi.stubEnv('AWS_SESSION_TOKEN', 'of-the-lambda');
  });

  it("is reached by federation, with the role of a Lambda as the subject's word", async () => {
    const { made, arrived } = await vertex(federation);
    expect(made).toMatchObject({ text: 'Hi.' });
    const [exchanged, replay] = arrived;
    const subject = JSON.parse(decodeURIComponent(new URLSearchParams(exchanged?.body).get('subject_token') ?? ''));
    expect(subject.url).toBe('https://sts.eu-west-1.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15');
    expect(JSON.stringify(subject.headers)).toContain('AKIAEXAMPLE');
    expect(replay?.headers.get('authorization')).toBe('Bearer short-lived');
  });

  it('does not tell who it is to a host that the exchange was redirected to', async () => {
    const elsewhere = await loopbackServer();
    elsewhere.script(() =>
      json({ access_token: 'stolen', token_type: 'Bearer', expires_in: 3600, issued_token_type: 'x' }),
    );
    const { made } = await vertex(federation, {}, ({ path }) =>
      path === '/token'
        ? { status: 307, headers: { location: `${elsewhere.url}/token` }, body: '' }
        : geminiGenerate.answer({ text: 'Hi.' }),
    );
    expect(made.text).toBeUndefined();
    expect(made.error).toBeDefined();
    expect(elsewhere.arrived).toEqual([]);
    await elsewhere.close();
  });

  it("is reached with a service account's key", async () => {
    const { made, arrived } = await vertex(() => serviceAccount);
    expect(made).toMatchObject({ text: 'Hi.' });
    const token = arrived[0]?.headers.get('authorization')?.replace('Bearer ', '') ?? '';
    const [head, claims, signature] = token.split('.') as [string, string, string];
    const signed = verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'));
    expect(signed).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: serviceAccount.client_email });
  });

  it.each<[string, unknown, object, string]>([
    ['nothing', '', {}, 'got nothing'],
    ['no JSON', 'the-secret', {}, 'got no JSON object'],
    ['another kind', { type: 'the-secret' }, {}, 'JSON in which type is missing or wrong'],
    [
      'half a key',
      { ...serviceAccount, private_key: 'the-secret', client_email: undefined },
      {},
      'JSON in which client_email, private_key are missing or wrong',
    ],
    [
      'a key whose lines were escaped twice',
      { ...serviceAccount, private_key: String(serviceAccount.private_key).replaceAll('\n', String.raw`\n`) },
      {},
      'JSON in which private_key is missing or wrong',
    ],
    ['half a federation', { ...federation('http://x'), token_url: 'the-secret' }, {}, 'token_url is missing or wrong'],
    ['a key beside it', serviceAccount, { apiKeyEnv: 'KEY' }, 'either apiKeyEnv or credentialsEnv, got both'],
  ])('says in one error what is wrong with %s, and not what it is', async (_what, held, more, words) => {
    const failed = await vertex(() => held, more).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: 'ConfigError', message: expect.stringContaining(words) });
    expect(String((failed as Error).message)).toContain('endpoint watched: expected');
    expect(String((failed as Error).message)).not.toMatch(/the-secret|BEGIN/);
  });
});

/** Credentials as workload identity federation has them: a token in a file, exchanged at a URL, here our own server's. */
function workloadIdentity(folder: string, url: string): string {
  const token = join(folder, 'token');
  writeFileSync(token, 'subject-token');
  const file = join(folder, 'credentials.json');
  const credentials = {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${url}/token`,
    credential_source: { file: token },
  };
  writeFileSync(file, JSON.stringify(credentials));
  return file;
}
