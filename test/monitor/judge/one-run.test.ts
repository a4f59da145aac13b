import { describe, expect, it } from 'vitest';
import type { OneRunFact } from '../../../lib/domain/verdict/evidence.ts';
import type { Judgement } from '../../../lib/domain/verdict/judgement.ts';
import { oneRunFactsOf } from '../../../lib/monitor/judge/one-run.ts';
import { Life } from '../../life/life.ts';

const nearest = { count: 14, draws: 530, runs: 50 };
const refusals: OneRunFact = { name: 'refusal', kind: 'property', count: 100, draws: 530, nearest };

describe('one run that no earlier one comes near', () => {
  it('is told with counts', () => {
    expect(oneRunFactsOf('r1', [refusals], undefined)).toMatchObject([
      {
        kind: 'one-run',
        was: ['14 of 530 answers have refusal in the nearest of 50 runs'],
        now: '100 of 530 answers have refusal in this one',
        trust: 'strong',
      },
    ]);
  });

  it('names no expectation', () => {
    const failing: OneRunFact = { ...refusals, kind: 'expectation', name: 'contains "Ana Smith"' };
    expect(JSON.stringify(oneRunFactsOf('r1', [failing], undefined))).not.toContain('Ana');
  });

  it('is not told again by the next run that does the same, nor while drift is told of', () => {
    const previous = (kind: string, oneRunFacts: OneRunFact[]) =>
      ({ verdict: { kind }, evidence: { oneRunFacts } }) as unknown as Judgement;
    expect(oneRunFactsOf('r2', [refusals], previous('no-drift-detected', [refusals]))).toEqual([]);
    expect(oneRunFactsOf('r2', [refusals], previous('no-drift-detected', []))).toHaveLength(1);
    expect(oneRunFactsOf('r2', [refusals], previous('drift-detected', []))).toEqual([]);
  });

  it('is told at once in the life of an endpoint, and is no drift', { timeout: 60_000 }, async () => {
    const life = new Life('one bad run', { repetitions: 4 });
    await life.live(24);
    await life.world({ refusing: { '*': 0.9 } }).live(1);
    await life.world({ refusing: {} }).live(3);
    const told = life.alerts.flatMap((alert) => (alert.kind === 'fact' ? alert.facts.map(({ kind }) => kind) : []));
    expect(told).toContain('one-run');
    expect(await life.incidents()).toEqual([]);
    expect(life.untruths).toEqual([]);
  });
});
