import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatherBudget } from '../../lib/history/gather-budget.ts';
import { openLocal } from '../../lib/local/open-local.ts';
import { loadProject } from '../../lib/project/load-project.ts';
import { reroll, rerollText } from '../../lib/reroll.ts';
import { projectFiles, writeFiles } from '../helpers/cli.ts';
import { answer, completion, type OpenAiStub, openAiStub, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let stub: OpenAiStub;
beforeEach(async () => {
  let calls = 0;
  stub = await openAiStub(answer(() => (++calls % 5 === 0 ? 'the reply' : 'the answer')));
});
afterEach(() => stub.close());

const golden = {
  id: 'why',
  messages: [{ role: 'user', content: 'why?' }],
  expectations: [{ kind: 'contains' as const, text: 'answer' }],
};
const endpoint = () => ({ provider: 'openai', model: 'pinned-1', baseURL: stub.baseURL });

describe('a re-roll from a program', () => {
  it('draws what was written out, and counts what fails', async () => {
    const told: number[][] = [];
    const onDrawn = (_: unknown, ...counts: number[]) => told.push(counts);
    const { result, samples } = await reroll({ golden, endpoint: endpoint(), draws: 25, onDrawn });
    expect(told).toHaveLength(25);
    expect(told.at(-1)).toEqual([25, 5]);
    expect(result).toMatchObject({ golden: 'why', draws: 25, anyFailure: { failures: 5 } });
    expect(samples.map(({ repetition }) => repetition)).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expect(rerollText(result)).toMatch(/contains "answer" +5\/25/);
  });

  it('draws what a project names, and needs no key but that of the endpoint it draws at', async () => {
    using folder = temporaryFolder();
    const files = projectFiles(stub.baseURL);
    writeFiles(folder.path, {
      ...files,
      'pinwatch.yaml': `${files['pinwatch.yaml']}\n  - { id: other, provider: openai, model: m, apiKeyEnv: NOWHERE }\n`,
    });
    const project = `${folder.path}/pinwatch.yaml`;
    const { result } = await reroll({ project, golden: 'golden-0', endpoint: 'support', draws: 3, env: {} });
    expect(result).toMatchObject({ golden: 'golden-0', endpoint: 'support', draws: 3 });
    await expect(reroll({ project, golden: 'golden-0', endpoint: 'other', env: {} })).rejects.toThrow(/NOWHERE/);
    await expect(reroll({ project, golden: 'golden-9', env: {} })).rejects.toThrow(/there is no golden "golden-9"/);
  });

  const budgeted = (tokens: number) => {
    const files = projectFiles(stub.baseURL);
    return { ...files, 'pinwatch.yaml': `${files['pinwatch.yaml']}\nbudget: { month: { tokens: ${tokens} } }\n` };
  };
  const usedIn = async (project: string) => {
    using local = openLocal(loadProject(project), { env: {}, readOnly: true });
    const [month] = (await gatherBudget(local.project, new Date(), local.stores.spending)).filter(
      ({ endpoint: of, period }) => of === undefined && period.length === 7,
    );
    return month;
  };

  it('counts in the budgets of the project whose endpoint it draws at, and ends where one has no room', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, budgeted(100_000));
    const project = `${folder.path}/pinwatch.yaml`;
    const { samples, refusal } = await reroll({ project, golden: 'golden-0', endpoint: 'support', draws: 5, env: {} });
    const used = samples.reduce((sum, { inputTokens = 0, outputTokens = 0 }) => sum + inputTokens + outputTokens, 0);
    expect(refusal).toBeUndefined();
    expect(used).toBeGreaterThan(0);
    expect(await usedIn(project)).toMatchObject({ used: { tokens: used }, aside: { tokens: 0 } });

    writeFiles(folder.path, budgeted(used + 200));
    const ended = await reroll({ project, golden: 'golden-0', endpoint: 'support', draws: 50, env: {} });
    expect(ended.refusal).toMatch(/the budget of the month of all endpoints together has no room for another call/);
    expect(ended.result.endedBy).toBe('interrupted');
    expect((await usedIn(project))?.used.tokens).toBeLessThanOrEqual(used + 200);
    writeFiles(folder.path, budgeted((await usedIn(project))?.used.tokens ?? 0));
    const sent = stub.requests.length;
    await expect(reroll({ project, golden: 'golden-0', endpoint: 'support', env: {} })).rejects.toThrow(/no room/);
    expect(stub.requests).toHaveLength(sent);
  });

  it('begins no history where nothing is to be held to a budget', async () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, projectFiles(stub.baseURL));
    await reroll({
      project: `${folder.path}/pinwatch.yaml`,
      golden: 'golden-0',
      endpoint: 'support',
      draws: 1,
      env: {},
    });
    expect(existsSync(`${folder.path}/.pinwatch`)).toBe(false);
  });

  it('ends early where a bound is asked about, and when it is told to stop', async () => {
    const asked = await reroll({ golden, endpoint: endpoint(), proveBelow: 0.02 });
    expect(asked.result).toMatchObject({ bound: { verdict: 'above' }, endedBy: 'decided', planned: 200 });
    const stop = new AbortController();
    const onDrawn = (_: unknown, arrived: number) => arrived === 4 && stop.abort();
    const { result } = await reroll({ golden, endpoint: endpoint(), signal: stop.signal, onDrawn });
    expect(result.endedBy).toBe('interrupted');
    expect(result.draws).toBeLessThan(10);
  });

  it('says everything that is wrong before it sends anything', async () => {
    const wrong = reroll({ golden, endpoint: endpoint(), draws: 0, proveBelow: 2, within: 0, overMs: -1 });
    await expect(wrong).rejects.toMatchObject({
      problems: ['draws', 'proveBelow', 'within', 'overMs'].map((where) => expect.objectContaining({ where })),
    });
    const unwritten = reroll({ golden: { ...golden, expectation: [] } as never, endpoint: endpoint() });
    await expect(unwritten).rejects.toThrow(/unknown key "expectation" \(did you mean "expectations"\?\)/);
    await expect(reroll({ golden, endpoint: { ...endpoint(), model: '' } })).rejects.toThrow(/endpoint.*model/s);
    await expect(reroll({ golden, endpoint: { provider: 'anthropic', model: 'm' } })).rejects.toThrow(/openai.chat/);
    expect(stub.requests).toEqual([]);
  });

  const agent = {
    id: 'agent',
    replay: 'chained' as const,
    nodes: [
      {
        id: 'ask',
        kind: 'llm' as const,
        input: {
          messages: [{ role: 'user', content: 'where?' }],
          tools: [{ type: 'function', function: { name: 'track', parameters: { type: 'object' } } }],
        },
        output: { toolCalls: [{ name: 'track', arguments: '{"id":1}' }] },
      },
      { id: 'call', parentId: 'ask', kind: 'tool' as const, name: 'track', dependency: { kind: 'live' as const } },
    ],
    expectations: [{ kind: 'contains' as const, text: 'Oslo' }],
  };

  it('calls the live tools of a tree, and hands the model what they give and throw', async () => {
    stub.answering = ({ body }, response) => {
      const last = (body.messages as { role: string; content: string }[]).at(-1);
      const call = { id: 'c1', type: 'function', function: { name: 'track', arguments: '{"id":7}' } };
      const asks = { message: { tool_calls: [call] }, choice: { finish_reason: 'tool_calls' } };
      sendJson(response, last?.role === 'tool' ? completion(`It is: ${last.content}`) : completion(null, asks));
    };
    let calls = 0;
    const track = (args: unknown) => {
      if (++calls % 2 === 0) throw new Error('out of order');
      return { args, at: 'Oslo' };
    };
    const { result, samples } = await reroll({ golden: agent, endpoint: endpoint(), draws: 10, tools: { track } });
    expect(result).toMatchObject({ draws: 10, anyFailure: { failures: 5 } });
    const texts = [...new Set(samples.map(({ text }) => text))].sort();
    expect(texts).toEqual([
      'It is: {"args":{"id":7},"at":"Oslo"}',
      'It is: {"error":"Error","message":"out of order"}',
    ]);
  });

  it('is refused where a live tool was not handed over', async () => {
    await expect(reroll({ golden: agent, endpoint: endpoint(), draws: 2 })).rejects.toThrow(
      /expected a function for track, which is live/,
    );
    expect(stub.requests).toEqual([]);
  });
});
