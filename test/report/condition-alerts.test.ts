import { describe, expect, it } from 'vitest';
import { failureClasses } from '../../lib/domain/run/completion.ts';
import { BlindCause, conditionKinds } from '../../lib/domain/verdict/condition.ts';
import { alertEvent } from '../../lib/report/alert/alert-event.ts';
import { alertText } from '../../lib/report/alert/alert-text.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';
import { conditionSentence } from '../../lib/report/words/condition-words.ts';
import { columns } from '../../lib/report/words/printable.ts';
import { conditionAlert, conditionOverAlert } from './example-conditions.ts';

const text = (alert: Parameters<typeof alertText>[0], width = 80) => plainText(alertText(alert, { width }));

describe('an alert about a condition', () => {
  it.each(conditionKinds)('says all that a tired person needs of an endpoint that is %s', async (kind) => {
    const both = `${text(conditionAlert(kind))}\n${text(conditionOverAlert(kind))}`;
    await expect(both).toMatchFileSnapshot(`fixtures/alert-${kind}.txt`);
  });

  it.each([60, 80, 120])('fits into 25 lines of %d columns, however many goldens there are', (width) => {
    const goldens = Array.from({ length: 500 }, (_, i) => ({
      golden: `ticket-broken-headphones-of-a-customer-number-${i}`,
      why: 'failing',
      class: 'malformed-response',
    }));
    const lines = text(conditionAlert('partly-blind', { goldens, of: 500 }), width)
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    const cut = lines.filter((line) => !line.includes('pinwatch '));
    expect(Math.max(...cut.map(columns))).toBeLessThanOrEqual(width);
    expect(lines.join('\n')).toContain('500 of 500 goldens');
  });

  it.each(Object.keys(failureClasses))('says of calls that fail with %s what that means, and what to do', (name) => {
    const said = text(conditionAlert('unreachable', { failures: [{ class: name, calls: 4 }] }));
    expect(said).toMatch(/What {7}every call \w/);
    expect(said).toMatch(/Do {9}\w/);
    // Somebody who says no is reached.
    expect(said.startsWith('REFUSED')).toBe(/What {7}every call was refused/.test(said));
  });

  it.each(BlindCause.options)('says why nothing can be judged and what to do: %s', (cause) => {
    const said = text(conditionAlert('blind', { cause, failures: [], goldens: [] }));
    expect(said).toMatch(/What {7}nothing can be said after its runs: \w/);
    expect(said).toMatch(/Do {9}\w/);
  });

  it('is another title when there is another cause', () => {
    expect(text({ ...conditionAlert('partly-blind'), kind: 'condition-updated' })).toContain('STILL PARTLY BLIND');
  });
});

describe('the event of a condition', () => {
  it('carries the condition, and no verdict', () => {
    const event = alertEvent(conditionAlert('unreachable'));
    expect(event).toEqual({
      schemaVersion: 1,
      id: conditionAlert('unreachable').id,
      kind: 'condition-opened',
      title: 'Refused (major)',
      severity: 'major',
      summary: 'Refused (major): support-gpt41: every call was refused as not found (HTTP 404 or its like)',
      endpoint: { id: 'support-gpt41', provider: 'openai', model: 'gpt-4.1-2025-04-14' },
      run: '20261122T070512000Z-support-gpt41',
      at: '2026-11-22T07:05:12.000Z',
      condition: {
        id: conditionAlert('unreachable').condition.id,
        kind: 'unreachable',
        endpoint: 'support-gpt41',
        status: 'open',
        since: '2026-11-22T05:00:12.000Z',
        firstRun: '20261122T050012000Z-support-gpt41',
        openedAt: '2026-11-22T07:05:12.000Z',
        run: '20261122T070512000Z-support-gpt41',
        runs: 3,
        updatedAt: '2026-11-22T07:05:12.000Z',
        failures: [{ class: 'not-found', calls: 28 }],
      },
    });
  });

  it('names the run that ended it, and stays small with a thousand goldens', () => {
    expect(alertEvent(conditionOverAlert('blind'))).toMatchObject({ run: '20261122T100501000Z-support-gpt41' });
    const goldens = Array.from({ length: 1000 }, (_, i) => ({ golden: `golden-${i}`, why: 'not-judged' }));
    const event = JSON.stringify(alertEvent(conditionAlert('partly-blind', { goldens, of: 1000 })));
    expect(event.length).toBeLessThan(4000);
  });
});

describe('a condition in one sentence', () => {
  it('says since when and what, and, when it is over, for how long', () => {
    expect(conditionSentence(conditionAlert('unreachable').condition)).toBe(
      'refused since 22 Nov 2026 05:00 UTC: every call was refused as not found (HTTP 404 or its like)',
    );
    expect(conditionSentence(conditionOverAlert('silent').condition)).toBe(
      'silent 22 Nov 2026 05:00 UTC to 22 Nov 2026 10:05 UTC (5 h 4 min): no run was made after 22 Nov 2026 04:05 UTC, and one is due every 1 h',
    );
  });
});
