import { describe, expect, it } from 'vitest';
import type { Fact } from '../../lib/domain/verdict/evidence.ts';
import { alertEvent } from '../../lib/report/alert/alert-event.ts';
import { alertMarkdown } from '../../lib/report/alert/alert-markdown.ts';
import { earlier, exampleAlert, factAlert, run } from './example-alert.ts';

describe('alertMarkdown', () => {
  it('says the numbers, with markup characters of ids escaped', async () => {
    await expect(alertMarkdown(exampleAlert())).toMatchFileSnapshot('fixtures/alert-opened.md');
  });
});

describe('alertEvent', () => {
  it('carries a schema version, the stable id and the numbers', () => {
    expect(alertEvent(exampleAlert())).toMatchObject({
      schemaVersion: 1,
      id: exampleAlert().id,
      kind: 'opened',
      verdict: 'drift-detected',
      severity: 'critical',
      effect: { estimate: expect.closeTo(0.397, 3) },
      since: { run: earlier },
      newest: { runs: 2 },
      facts: [{ kind: 'prompt-tokens', was: ['412'], now: '431', runs: 2 }],
    });
  });

  it('carries the facts that are told, and no incident, where a fact is told', () => {
    const event = alertEvent(factAlert());
    expect(event).toMatchObject({
      schemaVersion: 1,
      id: factAlert().id,
      kind: 'fact',
      title: 'Changed: reported model and 3 more (major)',
      severity: 'major',
      endpoint: { id: 'support-gpt41', provider: 'openai', model: 'gpt-4.1-2025-04-14' },
      run,
      epoch: 1,
      at: '2026-11-22T07:05:12.000Z',
      verdict: 'no-drift-detected',
    });
    expect(event.facts).toEqual([
      expect.objectContaining({ kind: 'reported-model', was: ['gpt-4.1-2025-04-14'], now: 'gpt-4.1-2025-06-01' }),
      { kind: 'noiseless-output', golden: 'ticket-json', trust: 'strong', requests: 4, runs: 2 },
      { kind: 'echoed-parameters', trust: 'strong', requests: 4, runs: 2 },
      expect.objectContaining({ kind: 'prompt-tokens', golden: 'tool-lookup-order', now: '431' }),
    ]);
    for (const key of ['incident', 'alarms', 'effect', 'falseAlarmsPerYear']) expect(event).not.toHaveProperty(key);
  });

  it('stays far under 256 kB whatever an endpoint reports', () => {
    const alert = factAlert();
    const [fact] = alert.facts as [Fact];
    const was = Array.from({ length: 64 }, (_, i) => `${i} ${'w'.repeat(10_000)}`);
    alert.facts = Array.from({ length: 50 }, () => ({ ...fact, was, now: 'n'.repeat(100_000) }));
    expect(JSON.stringify(alertEvent(alert)).length).toBeLessThan(100_000);
  });

  it('stays far under 256 kB with a thousand goldens', () => {
    const alert = exampleAlert();
    const { explanation, evidence } = alert.judgement;
    const [golden, rate, fact] = [explanation?.goldens[0], explanation?.rates[0], evidence.facts[0]];
    if (explanation === undefined || !golden || !rate || !fact) throw new Error('the example has all of them');
    explanation.goldens = Array.from({ length: 1000 }, () => golden);
    explanation.rates = Array.from({ length: 1000 }, () => rate);
    evidence.facts = Array.from({ length: 1000 }, () => fact);
    expect(JSON.stringify(alertEvent(alert)).length).toBeLessThan(32_000);
  });
});
