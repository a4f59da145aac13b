import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { goldensOfTrace, TraceFile } from '../../lib/domain/golden/trace-tree.ts';
import { lint } from '../../lib/lint/lint.ts';
import { estimateRun } from '../../lib/plan/estimate-run.ts';
import { orderAgent } from '../helpers/order-agent.ts';

const endpoint = Endpoint.parse({ id: 'prod', provider: 'openai', model: 'gpt-4.1-2025-04-14', repetitions: 2 });
const goldens = (changes: object = {}) => goldensOfTrace(TraceFile.parse({ ...orderAgent, ...changes }));
const findings = (changes: object) =>
  lint({ endpoints: [endpoint], goldens: goldens(changes), today: new Date('2026-11-05T12:00:00Z') })
    .filter(({ rule }) => rule !== 'few-goldens' && rule !== 'no-expectations')
    .map(({ rule, about }) => [rule, about.id, about.path.join('.')]);

describe('a trace tree in the linter', () => {
  it('is fine as it is', () => {
    expect(findings({})).toEqual([]);
  });

  const leaking = orderAgent.nodes.map((node) =>
    node.id === 'ask'
      ? { ...node, input: { messages: [{ role: 'user', content: 'I am ana.silva@gmail.com' }] } }
      : node,
  );
  it('has each node looked at once: as a golden of its own, or in the tree', () => {
    const where = 'body.messages.0.content';
    const ofMail = (changes: object) =>
      findings({ nodes: leaking, ...changes }).filter(([rule]) => rule === 'personal-data');
    expect(ofMail({})).toEqual([['personal-data', 'order-agent/ask', where]]);
    expect(ofMail({ replay: 'chained' })).toEqual([['personal-data', 'order-agent', `nodes.0.${where}`]]);
  });

  it('is told of tools that nothing is known of, and of those that cannot be frozen', () => {
    const without = orderAgent.nodes.filter(({ id }) => id !== 'track');
    expect(findings({ nodes: without })).toEqual([['unrecorded-tool', 'order-agent', 'nodes.0.id']]);
    const live = orderAgent.nodes.map((node) =>
      node.id === 'policy' ? { ...node, dependency: { kind: 'live' } } : node,
    );
    expect(findings({ nodes: live })).toEqual([['live-tool', 'order-agent', 'nodes.3.dependency']]);
  });
});

describe('the estimate of a run', () => {
  it('counts every request of a chain beside the frozen nodes', () => {
    expect(estimateRun(endpoint, goldens())).toMatchObject({
      requests: 2 * (3 + 3),
      mostOutputTokens: 2 * 6 * 50,
      unlimited: [],
    });
    expect(estimateRun(endpoint, goldens({ replay: 'frozen' }))).toMatchObject({ requests: 2 * 3 });
  });
});
