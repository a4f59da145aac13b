import { describe, expect, it } from 'vitest';
import { alertPlainText } from '../../lib/report/alert/alert-markdown.ts';
import { alertText } from '../../lib/report/alert/alert-text.ts';
import type { ReportModel } from '../../lib/report/model/report-model.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';
import { bluntWords, canaryFinding } from '../../lib/report/words/canary-words.ts';
import { exampleAlert } from './example-alert.ts';

const means = 'the model changed; whether your answers did is being looked at';

describe('an alarm of a canary', () => {
  it('says what it means, on a terminal and in messages, and other alarms do not', () => {
    const alert = exampleAlert();
    const ofCanary = { ...alert, endpoint: { ...alert.endpoint, id: 'support.canary' } };
    const said = (one: typeof alert) => plainText(alertText(one)).replace(/\s+/g, ' ');
    expect(said(ofCanary)).toContain(means);
    expect(alertPlainText(ofCanary)).toContain(`Means: ${means} (support)`);
    expect(said(alert)).not.toContain(means);
    expect(alertPlainText(alert)).not.toContain('Means');
  });

  it('is followed by what the other goldens showed since, and never says that nothing changed', () => {
    const openedAt = '2026-11-22T09:00:00.000Z';
    const judged = (runs: number, kind = 'no-drift') =>
      ({
        endpoint: { id: 'support' },
        state: { kind },
        runs: Array.from({ length: runs }, (_, i) => ({
          at: `2026-11-22T1${i}:00:00.000Z`,
          judgement: { verdict: { kind: 'no-drift-detected' } },
        })),
      }) as unknown as ReportModel;
    expect(canaryFinding({ openedAt }, undefined)).toBe(means);
    expect(canaryFinding({ openedAt }, judged(0))).toBe(means);
    expect(canaryFinding({ openedAt }, judged(2))).toBe(`${means}: 2 runs of support so far, no alarm`);
    expect(canaryFinding({ openedAt }, judged(4))).toContain(
      '4 runs of support since show no drift of your answers, which',
    );
    expect(canaryFinding({ openedAt }, judged(4, 'suspected'))).toContain('being looked at');
    expect(canaryFinding({ openedAt }, judged(1, 'drift'))).toBe(
      'the model changed, and so did the answers of support',
    );
  });
});

describe('blunt goldens', () => {
  it('are named, some of them', () => {
    expect(bluntWords(['a'])).toBe('1 sharp golden no longer undecided (a), draw anew');
    expect(bluntWords(['a', 'b', 'c', 'd', 'e'])).toBe(
      '5 sharp goldens no longer undecided (a, b, c and 2 more), draw anew',
    );
  });
});
