import { readdirSync, readFileSync } from 'node:fs';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fileSink } from '../../lib/capture/file-sink.ts';
import { type RecordingOptions, recordingFetch } from '../../lib/capture/recording-fetch.ts';
import { withTrace } from '../../lib/capture/with-trace.ts';
import { importRecordings } from '../../lib/import/files/import-files.ts';
import { loadGoldens } from '../../lib/project/load-goldens.ts';
import { type LoopbackServer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';
import { json } from '../helpers/llm-servers/protocol.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await loopbackServer();
});
beforeEach(() => {
  server.script(({ body }) =>
    body.includes('"role":"tool"')
      ? (openaiChat.stream ?? openaiChat.answer)({ text: 'It comes in 2 days.' })
      : openaiChat.answer({ toolCalls: [{ id: 'call_1', name: 'track', arguments: { order: 7 } }] }),
  );
});
afterAll(() => server.close());

const tools = [{ type: 'function' as const, function: { name: 'track', parameters: { type: 'object' } } }];

/** A small agent: it asks, calls the tool that it is told to call, and asks again, streaming. */
async function agent(fetch: ReturnType<typeof recordingFetch>): Promise<void> {
  const openai = new OpenAI({ apiKey: 'key', baseURL: `${server.url}/v1`, fetch, maxRetries: 0 });
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Where is order 7?' }];
  await withTrace(
    fetch,
    async (trace) => {
      const pages = await trace.retrieval({ name: 'orders', input: 'order 7' }, () => ['order 7: a kettle']);
      messages.unshift({ role: 'system', content: pages.join('\n') });
      const first = await openai.chat.completions.create({ model: 'm', messages, tools });
      const message = first.choices[0]?.message;
      const call = message?.tool_calls?.[0];
      if (message === undefined || call?.type !== 'function') throw new Error('expected a tool call');
      const input = JSON.parse(call.function.arguments);
      const found = await trace.tool({ name: 'track', input, callId: call.id }, async () => ({ eta: '2 days' }));
      messages.push(message, { role: 'tool', tool_call_id: call.id, content: JSON.stringify(found) });
      const stream = await openai.chat.completions.create({ model: 'm', messages, tools, stream: true });
      for await (const _chunk of stream);
    },
    { name: 'Order agent' },
  );
}

async function captureAgent(folder: string, options: Partial<RecordingOptions> = {}) {
  const fetch = recordingFetch({ sink: fileSink({ folder: `${folder}/r` }), ...options });
  await agent(fetch);
  await fetch.flush();
  const files = readdirSync(`${folder}/r`).map((name) => `${folder}/r/${name}`);
  const importing = () => importRecordings({ files, into: `${folder}/g` });
  return { report: await importing(), importing };
}

describe('a recorded agent', () => {
  it('becomes a trace tree of its calls, which loads as the goldens of its requests and of the whole', async () => {
    using folder = temporaryFolder();
    const { report, importing } = await captureAgent(folder.path);
    expect(report).toMatchObject({ imported: 1, reconstructed: 0, leftOut: {}, models: { m: 2 } });
    const [file] = report.files;
    const tree = parse(readFileSync(file ?? '', 'utf8'));
    expect(tree).toMatchObject({
      id: expect.stringMatching(/^order-agent-[0-9a-f]{10}$/),
      title: 'Order agent',
      provenance: 'captured',
      replay: 'both',
      nodes: [
        { id: 'orders', kind: 'retrieval', input: 'order 7', output: ['order 7: a kettle'] },
        {
          id: 'llm',
          kind: 'llm',
          input: { api: 'openai.chat', context: { capturedOn: { model: 'pinned-2026-01-01' } } },
          output: { toolCalls: [{ name: 'track', arguments: '{"order":7}' }] },
        },
        { id: 'track', kind: 'tool', callId: 'call_1', input: { order: 7 }, output: { eta: '2 days' } },
        { id: 'llm-2', kind: 'llm', output: { text: 'It comes in 2 days.' } },
      ],
    });
    const sent = server.arrived.map(({ body }) => body);
    expect([tree.nodes[1], tree.nodes[3]].map(({ input }) => JSON.stringify(input.body))).toEqual(sent);

    const { goldens, problems } = loadGoldens(`${folder.path}/g`);
    expect(problems).toEqual([]);
    expect(goldens.map(({ golden }) => golden.id)).toEqual([tree.id, `${tree.id}/llm`, `${tree.id}/llm-2`]);
    expect(await importing()).toMatchObject({ imported: 0, alreadyThere: 1 });
  });

  it.each<[string, Partial<RecordingOptions>]>([
    ['were not kept', { keepAnswers: false }],
    ['were redacted', { redact: { response: ['$..content', '$..arguments'] } }],
  ])('is replayed frozen only, where its answers %s', async (_, options) => {
    using folder = temporaryFolder();
    const { report } = await captureAgent(folder.path, options);
    const tree = parse(readFileSync(report.files[0] ?? '', 'utf8'));
    expect(tree.replay).toBe('frozen');
    expect(tree.nodes.map(({ output }: { output?: unknown }) => output !== undefined)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('is marked reconstructed where something was redacted, and says what', async () => {
    using folder = temporaryFolder();
    const { report } = await captureAgent(folder.path, { redact: { request: ['$.messages[0].content'] } });
    expect(report).toMatchObject({
      reconstructed: 1,
      goldens: [{ missing: ['what was redacted at $.messages[0].content'], nodes: 4 }],
    });
  });

  it('that made one request and nothing else becomes a plain golden; failed requests are left out', async () => {
    using folder = temporaryFolder();
    server.script(({ body }) => (body.includes('fail') ? json({}, 500) : openaiChat.answer({ text: 'Yes.' })));
    const fetch = recordingFetch({ sink: fileSink({ folder: `${folder.path}/r` }) });
    const ask = async (content: string) =>
      (
        await fetch(`${server.url}/v1/chat/completions`, {
          method: 'POST',
          body: JSON.stringify({ messages: [{ role: 'user', content }] }),
        })
      ).text();
    await withTrace(fetch, () => ask('one'));
    await withTrace(fetch, () => ask('fail'));
    await withTrace(fetch, (trace) => trace.tool({ name: 'alone' }, () => 1));
    await withTrace(fetch, async (trace) => {
      await ask('fail again');
      await ask('two');
      await trace.tool({ name: 'Send Mail!' }, () => ask('three'));
    });
    await fetch.flush();
    const files = readdirSync(`${folder.path}/r`).map((name) => `${folder.path}/r/${name}`);
    const report = await importRecordings({ files, into: `${folder.path}/g` });
    expect(report).toMatchObject({
      imported: 2,
      leftOut: { 'requests that the server answered with an error': 2, 'traces without a request that succeeded': 2 },
    });
    const { goldens, problems } = loadGoldens(`${folder.path}/g`);
    expect(problems).toEqual([]);
    const tree = goldens.find(({ golden }) => golden.trace !== undefined)?.golden.trace;
    expect(tree?.nodes.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['llm', undefined],
      ['send-mail', undefined],
      ['llm-2', 'send-mail'],
    ]);
  });
});
