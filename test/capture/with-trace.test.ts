import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RecordingOptions, recordingFetch } from '../../lib/capture/recording-fetch.ts';
import { withTrace } from '../../lib/capture/with-trace.ts';
import { Exchange } from '../../lib/domain/run/exchange.ts';
import { type LoopbackServer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';
import { type SdkClient, sdkClients } from '../helpers/sdk-clients.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await loopbackServer();
  server.script(() => openaiChat.answer({ text: 'Yes.' }));
});
afterAll(() => server.close());

const client = sdkClients[0] as SdkClient;

function listening(options: Partial<RecordingOptions> = {}) {
  const exchanges: Exchange[] = [];
  const fetch = recordingFetch({ sink: (exchange) => void exchanges.push(exchange), ...options });
  const ask = () => client.ask({ fetch, url: server.url });
  const recorded = async () => {
    await fetch.flush();
    return exchanges.map((exchange) => Exchange.parse(JSON.parse(JSON.stringify(exchange))));
  };
  return { fetch, ask, recorded };
}

it('groups requests, tool calls and retrievals into one tree; what a tool asks a model hangs below the tool', async () => {
  const { fetch, ask, recorded } = listening();
  await ask(); // outside
  const given = await withTrace(
    fetch,
    async (trace) => {
      await ask();
      const found = await trace.retrieval({ name: 'handbook', input: { query: 'returns' } }, () => ['page 3']);
      const price = await trace.tool({ name: 'price', input: { sku: 7 }, callId: 'call_1' }, async () => {
        await ask();
        return withTrace(fetch, (inner) => inner.tool({ name: 'currency' }, () => 'EUR'));
      });
      return { found, price };
    },
    { name: 'refund' },
  );
  expect(given).toEqual({ found: ['page 3'], price: 'EUR' });

  const [outside, first, retrieval, inner, currency, tool] = await recorded();
  expect(outside?.trace).toBeUndefined();
  const trace = { id: expect.any(String), name: 'refund' };
  expect(first).toMatchObject({ kind: 'llm', trace });
  expect(retrieval).toMatchObject({
    kind: 'retrieval',
    name: 'handbook',
    input: { query: 'returns' },
    output: ['page 3'],
    trace,
  });
  expect(tool).toMatchObject({
    kind: 'tool',
    name: 'price',
    input: { sku: 7 },
    callId: 'call_1',
    output: 'EUR',
    trace,
  });
  expect(inner).toMatchObject({ kind: 'llm', trace: { ...trace, parentId: tool?.id } });
  expect(currency).toMatchObject({ kind: 'tool', name: 'currency', trace: { ...trace, parentId: tool?.id } });
  expect(new Set([first, retrieval, inner, currency, tool].map((node) => node?.trace?.id)).size).toBe(1);
  for (const node of [first, retrieval, tool]) expect(node?.trace?.parentId).toBeUndefined();
});

it('keeps traces that go on at the same time apart', async () => {
  const { fetch, ask, recorded } = listening();
  const one = (name: string) => withTrace(fetch, async () => [await ask(), await ask()], { name });
  await Promise.all([one('a'), one('b')]);
  const ids = (await recorded()).map(({ trace }) => `${trace?.name} ${trace?.id}`);
  expect(new Set(ids).size).toBe(2);
  expect(ids).toHaveLength(4);
});

it('records what a tool threw, and throws it on', async () => {
  const { fetch, recorded } = listening();
  const failure = new RangeError('no such order');
  const calling = withTrace(fetch, (trace) =>
    trace.tool({ name: 'order' }, () => {
      throw failure;
    }),
  );
  await expect(calling).rejects.toBe(failure);
  expect(await recorded()).toMatchObject([{ name: 'order', error: { name: 'RangeError', message: 'no such order' } }]);
});

it('stores input as it was when the tool was called, and redacts input and output', async () => {
  const { fetch, recorded } = listening({ redact: { tools: ['$..email'] } });
  const input: { email: string; done?: boolean } = { email: 'ana@example.com' };
  await withTrace(fetch, (trace) =>
    trace.tool({ name: 'find', input }, () => {
      input.done = true;
      return { found: [{ email: 'ana@example.com', age: 30 }] };
    }),
  );
  expect(await recorded()).toMatchObject([
    { input: { email: '[redacted]' }, output: { found: [{ email: '[redacted]', age: 30 }] }, redacted: ['$..email'] },
  ]);
  expect(JSON.stringify(await recorded())).not.toContain('ana@');
  expect((await recorded())[0]).not.toHaveProperty('input.done');
});

it('calls a tool whose input or output is no JSON all the same', async () => {
  const { fetch, recorded } = listening();
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const output = await withTrace(fetch, (trace) => trace.tool({ name: 'odd', input: circle }, () => 10n));
  expect(output).toBe(10n);
  const [node] = await recorded();
  expect(node).toMatchObject({ name: 'odd' });
  expect(node).not.toHaveProperty('input');
  expect(fetch.counts).toMatchObject({ recorded: 1, failed: 2 });
});

it('samples whole traces', async () => {
  const numbers = [0.9, 0.1];
  const { fetch, ask, recorded } = listening({ sampleRate: 0.5, random: () => numbers.shift() ?? Number.NaN });
  for (const name of ['left out', 'kept'])
    await withTrace(
      fetch,
      async (trace) => {
        await ask();
        await trace.tool({ name: 'tool' }, ask);
      },
      { name },
    );
  expect((await recorded()).map(({ kind, trace }) => `${trace?.name} ${kind}`)).toEqual([
    'kept llm',
    'kept llm',
    'kept tool',
  ]);
});
