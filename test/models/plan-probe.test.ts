import { expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { type GoldenRequest, goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { planProbe } from '../../lib/models/plan-probe.ts';

const endpoint = Endpoint.parse({ id: 'support', provider: 'openai', model: 'pinned-1', repetitions: 9 });
const golden = (id: string, content: string, parameters = {}) =>
  goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content }], parameters }));

it('takes the shortest golden and counts every request, also the second answer of one that asks for two', () => {
  const plan = planProbe(endpoint, [
    golden('long', 'x'.repeat(400)),
    golden('short', 'x'.repeat(36), { max_tokens: 20 }),
  ]);
  // Roles are counted as text too: "user" and 36 characters are 10 tokens.
  expect(plan).toMatchObject({ requests: 6, inputTokens: 60, mostOutputTokens: 140 });
  expect(plan?.golden.id).toBe('short');
});

it('says nothing about output that has no limit', () => {
  expect(planProbe(endpoint, [golden('open', 'x')])).not.toHaveProperty('mostOutputTokens');
});

it('plans nothing where there are only trace trees', () => {
  const tree = { ...golden('tree', 'x'), trace: { nodes: [] } } as unknown as GoldenRequest;
  expect(planProbe(endpoint, [tree])).toBeUndefined();
});
