import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { answersByName } from '../../lib/features/answers-by-name.ts';

const at = '2026-11-22T09:00:00.000Z';
const chained = (repetition: number, nodes: readonly string[], more: Partial<Sample> = {}): Sample => ({
  run: 'r',
  at,
  golden: 'agent',
  goldenVersion: 'a'.repeat(64),
  repetition,
  text: 'done',
  turns: nodes.length,
  extra: { chain: { steps: nodes.map((node) => ({ node, text: `${node} ${repetition}`, toolCalls: [] })) } },
  ...more,
});

describe('the answers of a run', () => {
  it('stand under the names that verdicts use: the golden, and each node of its chains', () => {
    const plain: Sample = { run: 'r', at, golden: 'refund', repetition: 0, text: 'Yes' };
    const answers = answersByName([plain, chained(0, ['ask', 'answer']), chained(1, ['ask'])]);
    expect([...answers.keys()]).toEqual(['refund', 'agent', 'agent › ask', 'agent › answer']);
    expect(answers.get('agent › ask')?.map(({ repetition, text }) => [repetition, text])).toEqual([
      [0, 'ask 0'],
      [1, 'ask 1'],
    ]);
    expect(answers.get('agent')).toHaveLength(2);
  });

  it('that failed stand under the golden alone', () => {
    const answers = answersByName([chained(0, ['ask'], { error: 'timeout' })]);
    expect([...answers.keys()]).toEqual(['agent']);
  });
});
