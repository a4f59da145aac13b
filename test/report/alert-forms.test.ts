import { describe, expect, it } from 'vitest';
import { alertEvent } from '../../lib/report/alert-event.ts';
import { alertMarkdown } from '../../lib/report/alert-markdown.ts';
import { exampleAlert } from './example-alert.ts';

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
      effect: { estimate: 0.31, low: 0.24, high: 0.38 },
      since: { run: '20261122T030455Z-support-gpt41' },
      facts: [{ kind: 'prompt-tokens', was: ['412'], now: '431', runs: 2 }],
    });
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
