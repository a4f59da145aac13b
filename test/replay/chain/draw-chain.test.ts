import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { goldensOfTrace, TraceFile } from '../../../lib/domain/golden/trace-tree.ts';
import type { Json } from '../../../lib/domain/json.ts';
import { seededRandom } from '../../../lib/domain/random.ts';
import { Sample } from '../../../lib/domain/run/sample.ts';
import type { ProviderCompletion } from '../../../lib/ports/provider.ts';
import { drawGolden, type LiveTools } from '../../../lib/replay/chain/draw-chain.ts';
import { RateLimiter } from '../../../lib/replay/rate-limiter.ts';
import { FakeProvider, type Script } from '../../helpers/fake-provider.ts';
import { orderAgent } from '../../helpers/order-agent.ts';
import { TestClock } from '../../helpers/test-clock.ts';

type Answer = ProviderCompletion | string;
const used = { inputTokens: 10, outputTokens: 5, latencyMs: 100 };
const calling = (name: string, args: object): Answer => ({
  text: '',
  toolCalls: [{ id: 'c1', name, arguments: JSON.stringify(args) }],
  finishReason: 'tool_calls',
  ...used,
});
const saying = (text: string): Answer => ({ text, finishReason: 'stop', model: 'm-1', ...used });
const asRecorded = [
  calling('track_order', { order_id: 4711 }),
  saying('It was shipped and comes in 2 days.'),
  saying('On its way, cannot be cancelled.'),
];

async function chain(
  answers: readonly Answer[],
  file: object = orderAgent,
  more: { liveTools?: LiveTools; signal?: AbortSignal } = {},
) {
  const [golden] = goldensOfTrace(TraceFile.parse(file));
  if (golden === undefined) throw new Error('no golden');
  let call = 0;
  const script: Script = () => answers[call++] ?? 'one request too many';
  const provider = new FakeProvider(script);
  const clock = new TestClock();
  const endpoint = Endpoint.parse({ id: 'e', provider: 'fake', model: 'm' });
  const deps = { provider, clock, limiter: new RateLimiter(clock), random: seededRandom('chain'), ...more };
  const stop = more.signal ?? new AbortController().signal;
  const drawn = await drawGolden({ endpoint, golden, drawSeed: 1 }, 2, deps, {
    stop,
    cancel: new AbortController().signal,
  });
  const sent = provider.calls.map(({ golden: { body } }) => body);
  return { drawn, sent, provider, clock, chain: drawn?.completion.extra?.chain as { [key: string]: Json } | undefined };
}
const nodeChanged = (id: string, changes: object) => ({
  ...orderAgent,
  nodes: orderAgent.nodes.map((node) => (node.id === id ? { ...node, ...changes } : node)),
});
const nodesOf = (account: { [key: string]: Json } | undefined) =>
  (account as { steps: { node?: string }[] } | undefined)?.steps.map(({ node }) => node);
const lastText = (body: { readonly [key: string]: Json } | undefined) =>
  (body as { messages: { content: string }[] } | undefined)?.messages.at(-1)?.content ?? '';

describe('a chained replay', () => {
  it('sends the recorded requests again while everything is answered as it was recorded', async () => {
    const { sent, drawn, chain: account } = await chain(asRecorded);
    const [ask, answer, review] = orderAgent.nodes.flatMap((node) => (node.kind === 'llm' ? [node] : []));
    expect(sent[0]).toMatchObject({ messages: ask?.input.messages, temperature: 0 });
    expect(sent[2]).toEqual({ messages: review?.input.messages, ...review?.input.parameters });
    // The call has the id and the arguments that were given this time.
    const given = JSON.parse(
      JSON.stringify(answer?.input.messages)
        .replaceAll('call_a', 'c1')
        .replaceAll('"{\\"order_id\\": 4711}"', '"{\\"order_id\\":4711}"'),
    );
    expect(sent[1]?.messages).toEqual(given);
    expect(drawn?.completion).toMatchObject({
      text: 'On its way, cannot be cancelled.',
      toolCalls: [{ name: 'track_order' }],
      finishReason: 'stop',
      model: 'm-1',
      turns: 3,
      inputTokens: 30,
      outputTokens: 15,
      latencyMs: 300,
    });
    expect(drawn?.attempts).toBe(3);
    expect(nodesOf(account)).toEqual(['ask', 'answer', 'review']);
    expect(account).not.toHaveProperty('left');
    expect(
      Sample.safeParse({ run: 'r', at: '2026-11-22T09:00:00Z', golden: 'g', repetition: 0, ...drawn?.completion })
        .success,
    ).toBe(true);
  });

  it('feeds what is said now into what comes next', async () => {
    const file = nodeChanged('policy', {
      dependency: { kind: 'mock', rules: [{ matches: { query: 'lost' }, return: 'Lost orders are refunded.' }] },
    });
    const { sent } = await chain([asRecorded[0] as Answer, saying('It was lost, sorry.'), saying('Refund.')], file);
    expect(lastText(sent[2])).toBe('Sum up.\nAnswer: It was lost, sorry.\nPolicy: Lost orders are refunded.');
  });

  it('gives the model what its tools return, fail with and wait for', async () => {
    const rules = [
      {
        sequence: [
          { error: { name: 'Timeout', message: 'try again' }, delayMs: 700 },
          { return: { status: 'shipped', eta: '2 days' } },
        ],
      },
    ];
    const again = [asRecorded[0] as Answer, ...asRecorded];
    const {
      sent,
      clock,
      drawn,
      chain: account,
    } = await chain(again, nodeChanged('track', { dependency: { kind: 'mock', rules } }));
    expect(JSON.parse(lastText(sent[1]))).toEqual({ error: 'Timeout', message: 'try again' });
    expect(JSON.parse(lastText(sent[2]))).toEqual({ status: 'shipped', eta: '2 days' });
    expect(clock.slept).toContain(700);
    expect(drawn?.completion).toMatchObject({ turns: 4, finishReason: 'stop' });
    // The second try is a turn more than was recorded: it stands for no node.
    expect(nodesOf(account)).toEqual(['ask', 'answer', undefined, 'review']);
  });

  it('observes that the recording was left, and does not fail', async () => {
    const other = await chain([calling('track_order', { order_id: 4712 })]);
    expect(other.drawn?.completion).toMatchObject({
      finishReason: 'left-the-recording',
      turns: 1,
      toolCalls: [{ arguments: '{"order_id":4712}' }],
    });
    expect(other.drawn?.completion).not.toHaveProperty('error');
    expect(other.chain?.left).toEqual({ tool: 'track_order', why: 'other arguments' });
    expect((await chain([calling('delete_order', {})])).chain?.left).toEqual({
      tool: 'delete_order',
      why: 'no such tool',
    });
    const reworded = await chain([asRecorded[0] as Answer, saying('It is on its way.')]);
    expect(reworded.chain?.left).toEqual({ tool: 'policy_search', why: 'other arguments' });
  });

  it('goes on where the model answers without its tool, and says what was not reached', async () => {
    const file = { ...orderAgent, nodes: orderAgent.nodes.slice(0, 3) };
    const { drawn, chain: account } = await chain([saying('No idea.')], file);
    expect(drawn?.completion).toMatchObject({ text: 'No idea.', turns: 1, finishReason: 'stop' });
    expect(account?.notReached).toEqual(['answer']);
  });

  it('goes on with what the user said next', async () => {
    const turn = (role: string, content: string) => ({ role, content });
    const talk = [turn('user', 'Hello?'), turn('assistant', 'Good morning!'), turn('user', 'And now?')];
    const nodes = [
      { id: 'a', kind: 'llm', input: { messages: talk.slice(0, 1) }, output: { text: 'Good morning!' } },
      { id: 'b', kind: 'llm', input: { messages: talk } },
    ];
    const { sent } = await chain([saying('Good evening!'), saying('Bye.')], { id: 'talk', nodes });
    expect(sent[1]?.messages).toEqual([
      turn('user', 'Hello?'),
      turn('assistant', 'Good evening!'),
      turn('user', 'And now?'),
    ]);
  });

  it('ends an agent that never stops', async () => {
    const endless = Array.from({ length: 50 }, () => asRecorded[0] as Answer);
    const { drawn, provider } = await chain(endless, { ...orderAgent, maxTurns: 5 });
    expect(provider.calls).toHaveLength(5);
    expect(drawn?.completion.finishReason).toBe('left-the-recording');
  });

  it('is a failed call when a request in it fails for good', async () => {
    const { drawn } = await chain([asRecorded[0] as Answer, { error: 'server-error' }, { error: 'server-error' }]);
    expect(drawn).toMatchObject({ attempts: 3, completion: { error: 'server-error', turns: 2, inputTokens: 10 } });
    expect(drawn?.completion.failedAttempts).toEqual([{ at: expect.any(String), error: 'server-error' }]);
    expect(drawn?.completion).not.toHaveProperty('text');
  });

  it('comes to nothing when it is stopped', async () => {
    const stopping = new AbortController();
    const liveTools = {
      async call() {
        stopping.abort();
        return 'shipped today';
      },
    };
    const file = nodeChanged('track', { dependency: { kind: 'live' } });
    const { drawn, provider } = await chain(asRecorded, file, { liveTools, signal: stopping.signal });
    expect(drawn).toBeUndefined();
    expect(provider.calls).toHaveLength(1);
  });

  it('calls live tools where a program hands them over', async () => {
    const file = nodeChanged('track', { dependency: { kind: 'live' } });
    const asked: unknown[] = [];
    const liveTools = {
      async call(tool: string, args: Json) {
        asked.push([tool, args]);
        if (asked.length === 2) throw new TypeError('gone');
        return 'shipped today';
      },
    };
    const { sent } = await chain([asRecorded[0] as Answer, asRecorded[0] as Answer, ...asRecorded.slice(1)], file, {
      liveTools,
    });
    expect(asked).toEqual(Array.from({ length: 2 }, () => ['track_order', { order_id: 4711 }]));
    expect(lastText(sent[1])).toBe('shipped today');
    expect(JSON.parse(lastText(sent[2]))).toEqual({ error: 'TypeError', message: 'gone' });
    const { chain: account } = await chain(asRecorded, file);
    expect(account?.left).toEqual({ tool: 'track_order', why: 'a live tool, and nobody to call it' });
  });

  it('gives each request a seed of its own, the same again for the same draw', async () => {
    const seeds = async () => (await chain(asRecorded)).provider.calls.map(({ drawSeed }) => drawSeed);
    const first = await seeds();
    expect(new Set(first).size).toBe(3);
    expect(await seeds()).toEqual(first);
  });
});

describe('a conversation is continued as its API writes it', () => {
  const result = { ok: 'done well' };
  const tool = { id: 't', kind: 'tool', name: 'do_it', input: { n: 1 }, output: result };
  it.each([
    [
      'openai.responses',
      { input: [{ role: 'user', content: 'go' }], tools: [{ name: 'do_it' }] },
      'input',
      [
        { type: 'function_call', call_id: 'c1', name: 'do_it', arguments: '{"n":1}' },
        { type: 'function_call_output', call_id: 'c1', output: '{"ok":"done well"}' },
      ],
    ],
    [
      'anthropic.messages',
      { messages: [{ role: 'user', content: 'go' }], tools: [{ name: 'do_it' }], max_tokens: 9 },
      'messages',
      [
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'do_it', input: { n: 1 } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: '{"ok":"done well"}' }] },
      ],
    ],
    [
      'bedrock.converse',
      {
        messages: [{ role: 'user', content: [{ text: 'go' }] }],
        toolConfig: { tools: [{ toolSpec: { name: 'do_it' } }] },
      },
      'messages',
      [
        { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'do_it', input: { n: 1 } } }] },
        { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: [{ json: result }] } }] },
      ],
    ],
    [
      'gemini.generate',
      { contents: [{ role: 'user', parts: [{ text: 'go' }] }], tools: [{ functionDeclarations: [{ name: 'do_it' }] }] },
      'contents',
      [
        { role: 'model', parts: [{ functionCall: { name: 'do_it', args: { n: 1 } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'do_it', response: result } }] },
      ],
    ],
    [
      'ollama.chat',
      { messages: [{ role: 'user', content: 'go' }], tools: [{ function: { name: 'do_it' } }] },
      'messages',
      [
        { role: 'assistant', content: '', tool_calls: [{ function: { name: 'do_it', arguments: { n: 1 } } }] },
        { role: 'tool', tool_name: 'do_it', content: '{"ok":"done well"}' },
      ],
    ],
  ])('%s', async (api, body, key, added) => {
    const nodes = [{ id: 'a', kind: 'llm', input: { api, body } }, tool];
    const { sent } = await chain([calling('do_it', { n: 1 }), saying('ok')], { id: 'tree', nodes });
    expect(sent[1]).toEqual({
      ...body,
      [key]: [...((body as unknown as { [key: string]: object[] })[key] ?? []), ...added],
    });
  });

  it.each([
    [
      'anthropic.messages',
      { tools: [{ name: 'do_it' }], messages: [{ role: 'user', content: 'go' }] },
      { is_error: true },
    ],
    [
      'bedrock.converse',
      {
        toolConfig: { tools: [{ toolSpec: { name: 'do_it' } }] },
        messages: [{ role: 'user', content: [{ text: 'go' }] }],
      },
      { status: 'error' },
    ],
  ])('and %s is told that a tool failed', async (api, body, marked) => {
    const failing = { ...tool, output: undefined, error: { name: 'Gone', message: 'no more' } };
    const nodes = [{ id: 'a', kind: 'llm', input: { api, body } }, failing];
    const { sent } = await chain([calling('do_it', { n: 1 }), saying('ok')], { id: 'tree', nodes });
    const told = sent[1] as { messages: { content: { [key: string]: object }[] }[] } | undefined;
    const [result] = told?.messages.at(-1)?.content ?? [];
    expect(result?.toolResult ?? result).toMatchObject(marked);
  });
});
