import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { geminiGenerate } from '../../helpers/llm-servers/gemini.ts';
import type { Answer, Arrived } from '../../helpers/llm-servers/loopback-server.ts';
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
