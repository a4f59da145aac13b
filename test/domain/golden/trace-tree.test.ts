import { describe, expect, it } from 'vitest';
import { isReplayedAt } from '../../../lib/domain/endpoint/replayed-at.ts';
import { goldensOfTrace, TraceFile } from '../../../lib/domain/golden/trace-tree.ts';
import { StoredGolden } from '../../../lib/stores/stored-golden.ts';
import { orderAgent } from '../../helpers/order-agent.ts';

const { nodes } = orderAgent;
const tree = (changes: object = {}) => ({ ...orderAgent, ...changes });
const withNode = (index: number, changes: object) =>
  tree({ nodes: nodes.map((node, i) => (i === index ? { ...node, ...changes } : node)) });
const goldens = (file: object) => goldensOfTrace(TraceFile.parse(file));
const problems = (file: object) =>
  (TraceFile.safeParse(file).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a trace tree', () => {
  it('is replayed as a golden for the whole and one for each llm node', () => {
    expect(goldens(tree()).map(({ id }) => id)).toEqual([
      'order-agent',
      'order-agent/ask',
      'order-agent/answer',
      'order-agent/review',
    ]);
    expect(goldens(tree({ replay: 'frozen' }))).toHaveLength(3);
    expect(goldens(tree({ replay: 'chained' })).map(({ id }) => id)).toEqual(['order-agent']);
  });

  it('gives each node its recorded input and its own expectations', () => {
    const [, , answer] = goldens(tree());
    expect(answer?.body).toEqual({
      messages: nodes[2].input.messages,
      tools: nodes[2].input.tools,
      ...nodes[2].input.parameters,
    });
    expect(answer?.expectations).toMatchObject([{ kind: 'contains', text: '2 days' }]);
    expect(answer).not.toHaveProperty('trace');
  });

  it('survives storage as a whole', () => {
    for (const golden of goldens(tree()))
      expect(StoredGolden.parse(JSON.parse(JSON.stringify(golden)))).toEqual(JSON.parse(JSON.stringify(golden)));
  });

  it.each([
    ['a recorded output', withNode(1, { output: { status: 'lost' } }), 'node track'],
    ['a mock', withNode(1, { dependency: { kind: 'mock', rules: [{ return: 1 }] } }), 'node track'],
    ['a prompt', withNode(4, { input: { messages: [{ role: 'user', content: 'Else.' }] } }), 'node review'],
    ['an answer that is fed in', withNode(2, { output: { text: 'Shipped.' } }), 'node answer'],
  ])('is another version with %s changed, and says which node', (_what, changed, part) => {
    const [before, after] = [goldens(tree())[0], goldens(changed)[0]];
    expect(after?.version).not.toBe(before?.version);
    const moved = Object.keys(after?.parts ?? {}).filter((key) => after?.parts[key] !== before?.parts[key]);
    expect(moved).toEqual([part]);
  });

  it('is the same version with other notes, titles and expectations', () => {
    const noted = withNode(1, { metadata: { latencyMs: 3 } });
    expect(goldens({ ...noted, title: 'T', expectations: [] })[0]?.version).toBe(goldens(tree())[0]?.version);
  });

  it('is refused with everything that is wrong in it', () => {
    const wrong = tree({
      nodes: [
        { ...nodes[1], output: undefined },
        { ...nodes[0], parentId: 'later' },
        { ...nodes[0], input: { messages: [{ role: 'user' }], body: {} } },
      ],
    });
    expect(problems(wrong)).toEqual([
      'nodes.0.parentId: expected the id of a node that stands before, got "ask"',
      'nodes.0.output: expected the output that was recorded, as the dependency is a snapshot',
      'nodes.1.parentId: expected the id of a node that stands before, got "later"',
      'nodes.2.id: expected another id than those before, "ask" is taken',
      'nodes.2.input.body: expected either body or messages, not both',
    ]);
    expect(problems(tree({ nodes: [{ ...nodes[1], parentId: undefined }] }))).toEqual([
      'nodes: expected at least one node of kind llm',
    ]);
    const generate = { api: 'tgi.generate', body: { inputs: 'hi' } };
    expect(problems(tree({ nodes: [{ id: 'a', kind: 'llm', input: generate }] }))).toEqual([
      'nodes.0.input.api: expected replay: frozen, as a request of tgi.generate cannot be continued',
    ]);
    expect(problems(withNode(1, { dependency: { kind: 'mock', rules: [{ matches: { a: '(' } }] } }))).toEqual([
      'nodes.1.dependency.rules.0: expected one of return, error and sequence, got 0',
      'nodes.1.dependency.rules.0.matches.a: expected a JavaScript regular expression: invalid regular expression: /(/: Unterminated group',
    ]);
  });

  it('is meant with all of its nodes where an endpoint names it', () => {
    expect(isReplayedAt({ id: 'support', goldens: ['order-agent'] }, { id: 'order-agent/ask' })).toBe(true);
    expect(isReplayedAt({ id: 'support', goldens: ['order'] }, { id: 'order-agent/ask' })).toBe(false);
    expect(isReplayedAt({ id: 'support' }, { id: 'order-agent' })).toBe(true);
  });
});
