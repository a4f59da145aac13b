import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../../lib/domain/endpoint/api.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { clearRemoved } from '../../lib/monitor/clear-removed.ts';
import { visitEndpoint } from '../../lib/monitor/visit-endpoint.ts';
import { openProvider } from '../../lib/providers/registry.ts';
import { type LocalStores, openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { anthropicBatchServer } from '../helpers/batch-servers/anthropic-batches.ts';
import { type BatchServer, type BatchSpeech, batchServer } from '../helpers/batch-servers/batch-server.ts';
import { bedrockBatchServer } from '../helpers/batch-servers/bedrock-batches.ts';
import { geminiBatchServer } from '../helpers/batch-servers/gemini-batches.ts';
import { openaiBatchServer } from '../helpers/batch-servers/openai-batches.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { watchedEndpoint } from '../helpers/watched-endpoint.ts';

interface Subject {
  readonly speech: BatchSpeech;
  readonly api: Api;
  readonly body: (text: string) => object;
  readonly endpoint: (url: string) => object;
  /** What a refused, an overloaded and an expired request are called. */
  readonly classes?: { readonly [fate: string]: string };
}

const said = (content: string) => ({ messages: [{ role: 'user', content }], max_tokens: 20 });
const subjects: { readonly [name: string]: Subject } = {
  openai: {
    speech: openaiBatchServer,
    api: 'openai.chat',
    body: said,
    endpoint: (url) => ({ provider: 'openai', baseURL: `${url}/v1`, apiKeyEnv: 'KEY' }),
  },
  anthropic: {
    speech: anthropicBatchServer,
    api: 'anthropic.messages',
    body: said,
    endpoint: (url) => ({ provider: 'anthropic', baseURL: url, apiKeyEnv: 'KEY' }),
  },
  gemini: {
    speech: geminiBatchServer,
    api: 'gemini.generate',
    body: (text) => ({ contents: [{ role: 'user', parts: [{ text }] }] }),
    endpoint: (url) => ({ provider: 'gemini', baseURL: url, apiKeyEnv: 'KEY' }),
  },
  bedrock: {
    speech: bedrockBatchServer,
    api: 'bedrock.converse',
    body: (text) => ({ messages: [{ role: 'user', content: [{ text }] }] }),
    endpoint: () => ({
      provider: 'bedrock',
      region: 'eu-west-1',
      batchStorage: { s3: 's3://my-bucket/pinwatch', roleArn: 'arn:aws:iam::111122223333:role/batch' },
    }),
  },
};

const [minute, hour] = [60_000, 3_600_000];

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe.each(Object.entries(subjects))('a run that is a batch at %s', (_name, subject) => {
  let server: BatchServer;
  let folder: ReturnType<typeof temporaryFolder>;
  let stores: LocalStores;
  let watched: ReturnType<typeof watchedEndpoint>;
  let env: { [name: string]: string };

  beforeEach(async () => {
    server = await batchServer(subject.speech, () => watched.clock.now());
    watched = watchedEndpoint(undefined, { delivery: 'batch', ...subject.endpoint(server.url), model: 'pinned-1' });
    folder = temporaryFolder();
    stores = openLocalStores(folder.path);
    env = { KEY: 'a key', AWS_ENDPOINT_URL_BEDROCK: server.url, AWS_ENDPOINT_URL_S3: server.url };
  });
  afterEach(async () => {
    stores.close();
    folder.remove();
    await server.close();
  });

  const goldens = ['bullets', 'refund please'].map((text, at) =>
    goldenRequest(GoldenFile.parse({ id: `golden-${at}`, api: subject.api, body: subject.body(text) })),
  );

  /** What `pinwatch run` does at the endpoint: a process of its own each time, that knows what is stored and nothing else. */
  async function visit({ run = true, as = watched.endpoint, more = {} } = {}) {
    const provider = await openProvider(as, { env });
    const deps = { ...watched.deps, provider, batches: stores.batches, ...more };
    const resume = { finishWithinMs: hour };
    return visitEndpoint({ endpoint: as, goldens, resume, run }, deps, watched.going);
  }
  const samplesOf = async ([outcome]: Awaited<ReturnType<typeof visit>>) =>
    watched.stores.runs.samples(outcome?.run.run ?? '');

  it('is handed in, followed and collected by later commands, and judged', async () => {
    expect(await visit()).toMatchObject([{ kind: 'submitted', isNew: true, isTaken: true, run: { planned: 4 } }]);
    watched.clock.advance(hour);
    expect(await visit()).toMatchObject([{ kind: 'submitted', isNew: false, run: { completed: 0 } }]);
    expect(server.batches).toHaveLength(1); // the one that is due waits for it
    server.end();
    watched.clock.advance(20 * hour);
    const outcomes = await visit();
    expect(outcomes).toMatchObject([
      {
        kind: 'judged',
        run: { status: 'finished', completed: 4, failed: 0, inputTokens: 40, stream: { delivery: 'batch' } },
      },
      { kind: 'submitted', isNew: true },
    ]);
    const samples = await samplesOf(outcomes);
    const lengths = new Set(samples.map(({ golden, text }) => `${golden} ${text}`));
    expect(lengths.size).toBe(2); // every answer is that to its own question
    expect(samples[0]).toMatchObject({ attempts: 1, identity: { delivery: 'batch' } });
  });

  it('is not handed in where a budget does not cover all of it', async () => {
    const limits = () => ({
      run: {},
      accounts: [{ scope: 'project' as const, period: '2026-11', budget: { tokens: 10 } }],
    });
    expect(await visit({ more: { limits } })).toMatchObject([{ run: { closedBecause: 'budget', completed: 0 } }]);
    expect(server.batches).toEqual([]);
    expect(await stores.batches.list()).toEqual([]);
  });

  it('leaves nothing at the provider once it is collected', async () => {
    await visit();
    server.end();
    expect(server.kept()).not.toEqual([]);
    await visit({ run: false });
    expect(server.kept()).toEqual([]);
    expect(await stores.batches.list()).toEqual([]);
  });

  it('takes a line that failed for a failed draw of its class, and one that is missing too', async () => {
    server.fate = (place) => (['refused', 'overloaded', 'expired', 'nothing'] as const)[place] ?? 'answered';
    await visit();
    server.end();
    const samples = await samplesOf(await visit({ run: false }));
    const errors = samples.map(({ error }) => error).sort();
    expect(errors).toEqual(['invalid-request', 'malformed-response', 'overloaded', 'timeout']);
    expect(JSON.stringify(samples)).not.toContain('repeats');
  });

  it('counts the first of two lines for one request', async () => {
    server.fate = () => 'twice';
    await visit();
    server.end();
    expect(await visit({ run: false })).toMatchObject([{ kind: 'judged', run: { completed: 4, inputTokens: 40 } }]);
  });

  it('has failed draws where it expired as a whole', async () => {
    await visit();
    server.end('expired');
    server.fate = (place) => (place === 0 ? 'refused' : 'nothing');
    const outcomes = await visit({ run: false });
    expect(outcomes).toMatchObject([{ kind: 'judged', run: { completed: 0, failed: 4 } }]);
    expect((await samplesOf(outcomes)).map(({ error }) => error)).toContain(
      subject.speech === anthropicBatchServer ? 'malformed-response' : 'timeout',
    );
  });

  it('is not handed in again when the answer to it was lost', async () => {
    server.next = 'answer-lost';
    expect(await visit()).toMatchObject([{ kind: 'submitted', isTaken: false }]);
    watched.clock.advance(10 * minute);
    await visit();
    server.end();
    watched.clock.advance(10 * minute);
    await visit({ run: false });
    expect(await visit({ run: false })).toEqual([]); // nothing is open any more
    expect(server.batches).toHaveLength(1);
    expect((await watched.stores.runs.list({ endpoint: 'support' })).map(({ completed }) => completed)).toEqual([4]);
  });

  it('is not handed in again by whoever comes after a crash between handing in and storing its id', async () => {
    const put = stores.batches.put.bind(stores.batches);
    vi.spyOn(stores.batches, 'put').mockImplementation(async (batch) => {
      if (batch.state === 'submitted') throw new Error('killed');
      await put(batch);
    });
    await expect(visit()).rejects.toThrow('killed');
    vi.restoreAllMocks();
    watched.clock.advance(10 * minute);
    server.end();
    await visit({ run: false });
    await visit({ run: false });
    expect(server.batches).toHaveLength(1);
    expect((await watched.stores.runs.list({ endpoint: 'support' })).map(({ completed }) => completed)).toEqual([4]);
  });

  it('is handed in again after a crash before it reached the provider, among batches of others', async () => {
    const others = watchedEndpoint(undefined, { id: 'other' });
    for (const _ of [1, 2, 3]) await submitOther();
    server.next = { status: 500, body: { error: { type: 'server_error' } } };
    await visit();
    expect(server.batches).toHaveLength(3);
    watched.clock.advance(10 * minute);
    for (const batch of server.batches) batch.state = 'ended';
    expect(await visit()).toMatchObject([{ kind: 'submitted', isTaken: true }]);
    expect(server.batches).toHaveLength(4);

    async function submitOther() {
      const { batches } = await openProvider(watched.endpoint, { env });
      const key = String(server.batches.length).padStart(24, 'a');
      const bodies = new Map([0, 1, 2, 3].map((place) => [place, goldens[0]?.body ?? {}]));
      await batches?.submit(
        { endpoint: others.endpoint && watched.endpoint, api: subject.api, key, bodies },
        watched.going.stop,
      );
    }
  });

  it('is tried again at once where the provider is too busy, and fails where it refuses', async () => {
    server.next = { status: 429, body: { error: { type: 'rate_limit_error', status: 'RESOURCE_EXHAUSTED' } } };
    expect(await visit()).toMatchObject([{ kind: 'submitted', isTaken: true }]);
    expect(server.batches).toHaveLength(1);
    server.end();
    await visit({ run: false });
    server.next = { status: 401, body: { error: { type: 'authentication_error', status: 'UNAUTHENTICATED' } } };
    const outcomes = await visit();
    expect(outcomes).toMatchObject([{ kind: 'judged', run: { completed: 0, failed: 4 } }]);
    expect((await samplesOf(outcomes))[0]).toMatchObject({ error: 'authentication' });
    expect(server.batches).toHaveLength(1);
  });

  it('fails once nothing has got through in four visits, and its lost batch is cancelled when the provider is back', async () => {
    server.next = 'answer-lost';
    await visit();
    server.isDown = true;
    for (const _ of [1, 2]) {
      watched.clock.advance(10 * minute);
      expect(await visit()).toMatchObject([{ kind: 'submitted', isTaken: false }]);
    }
    watched.clock.advance(10 * minute);
    expect((await visit())[0]).toMatchObject({ kind: 'judged', run: { failed: 4 } });
    server.isDown = false;
    await visit({ run: false });
    if (subject.speech !== anthropicBatchServer) expect(server.batches[0]?.state).toBe('cancelled');
  });

  it('is cancelled at the provider when it is given up: too late, or for another configuration', async () => {
    await visit();
    watched.clock.advance(51 * hour);
    expect(await visit({ run: false })).toMatchObject([{ kind: 'judged', run: { status: 'closed', completed: 0 } }]);
    expect(server.batches[0]?.state).toBe('cancelled');
    await visit();
    const as = { ...watched.endpoint, model: 'pinned-2' };
    expect(await visit({ run: false, as })).toMatchObject([{ kind: 'judged', run: { status: 'closed' } }]);
    expect(server.batches.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    await visit({ run: false, as });
    expect(await stores.batches.list()).toEqual([]);
    expect(server.kept().filter((name) => !/manifest/.test(name))).toEqual([]);
  });

  it('is cancelled when its endpoint is taken out of the project', async () => {
    await visit();
    const provider = () => openProvider(watched.endpoint, { env });
    const deps = { batches: stores.batches, stores: watched.stores, clock: watched.clock, provider };
    await clearRemoved(new Set(['another']), deps);
    expect(server.batches[0]?.state).toBe('cancelled');
    expect(await watched.stores.runs.openPlans()).toEqual([]);
  });

  it('is not lost while the provider cannot be reached', async () => {
    await visit();
    server.end();
    server.isDown = true;
    for (const _ of [1, 2, 3, 4, 5]) {
      watched.clock.advance(hour);
      expect(await visit({ run: false })).toMatchObject([{ kind: 'submitted' }]);
    }
    server.isDown = false;
    expect(await visit({ run: false })).toMatchObject([{ kind: 'judged', run: { completed: 4 } }]);
  });
});
