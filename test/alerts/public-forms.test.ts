import { describe, expect, it } from 'vitest';
import { pagerDutyEvent } from '../../lib/alerts/pagerduty.ts';
import { slackMessage } from '../../lib/alerts/slack.ts';
import { chatNotification } from '../../lib/aws/alerts/chat-notification.ts';
import { eventEntry } from '../../lib/aws/alerts/eventbridge.ts';
import { snsMessage } from '../../lib/aws/alerts/sns.ts';
import type { Alert, IncidentAlert } from '../../lib/domain/verdict/alert.ts';
import { conditionKinds } from '../../lib/domain/verdict/condition.ts';
import type { Fact } from '../../lib/domain/verdict/evidence.ts';
import { alertEvent } from '../../lib/report/alert/alert-event.ts';
import { alertMarkdown, alertPlainText } from '../../lib/report/alert/alert-markdown.ts';
import { customerContent, exampleAlert, factAlert, resolvedAlert } from '../report/example-alert.ts';
import { conditionAlert, conditionOverAlert } from '../report/example-conditions.ts';

/** Every form in which an alert leaves the project. */
const forms: Readonly<Record<string, (alert: Alert) => unknown>> = {
  Markdown: alertMarkdown,
  'plain text': alertPlainText,
  event: alertEvent,
  Slack: slackMessage,
  PagerDuty: (alert) => pagerDutyEvent(alert, { routingKey: 'key' }),
  SNS: snsMessage,
  chat: chatNotification,
  EventBridge: eventEntry,
};

describe.each(Object.entries(forms))('an alert as %s', (_, form) => {
  it.each<readonly [string, Alert]>([
    ['opened', exampleAlert()],
    ['accepted', resolvedAlert('accepted')],
    ['with secret facts', alertWithSecretFacts()],
    ['fact', factAlert()],
    ...conditionKinds.map((kind) => [kind, conditionAlert(kind)] as const),
    ...conditionKinds.map((kind) => [`${kind}, over`, conditionOverAlert(kind)] as const),
  ])('holds no prompt, no answer, no expected text and no reason (%s)', (_, alert) => {
    const said = JSON.stringify(form(alert));
    for (const content of customerContent) expect(said).not.toContain(JSON.stringify(content).slice(1, -1));
    expect(said).toContain('support-gpt41');
  });

  it('names what changed, and the values that are public, where a fact is told', () => {
    const said = JSON.stringify(form(factAlert()));
    expect(said.replaceAll('\\', '')).toMatch(/Changed: reported model|"kind":"reported-model"/);
    for (const kind of ['prompt.tokens', 'noiseless.output|never varied', 'echoed.parameters'])
      expect(said).toMatch(new RegExp(kind));
    for (const value of ['gpt-4.1-2025-06-01', '431']) expect(said).toContain(value);
    expect(said).not.toMatch(/Drift goes on|Drift detected|incident"|finish.reason/);
  });

  it.each(conditionKinds)(
    'says what is wrong, of which class and of which goldens, where an endpoint is %s',
    (kind) => {
      const said = JSON.stringify(form(conditionAlert(kind)));
      const expected = {
        unreachable: /not.found/,
        blind: /rate-limited/,
        'partly-blind': /refund-email.*returns-question/,
        silent: /22 Nov 2026 04:05|04:05:12/,
        budget: /49.31 USD of 50.00 USD|49310000/,
      };
      expect(said).toMatch(expected[kind]);
      const name = kind === 'unreachable' ? 'refused' : kind.replace('-', ' '); // all its calls are answered with a no
      expect(said.toLowerCase().replace('-', ' ')).toContain(name);
      expect(said).not.toMatch(/[Dd]rift detected|"verdict"|"incident"/);
    },
  );

  it('lists what else would have been told by itself, however much an incident shows beside it', () => {
    const alert = exampleAlert();
    const [promptTokens] = alert.judgement.evidence.facts as [Fact];
    alert.judgement.evidence.facts = [
      { ...promptTokens, kind: 'client-library', trust: 'weak' },
      ...Array.from({ length: 30 }, (_, i) => ({ ...promptTokens, golden: `golden-${i}` })),
      { kind: 'reported-model', was: ['m-1'], now: 'm-2', runs: ['r1', 'r2'], requests: 8, trust: 'strong' },
    ];
    expect(JSON.stringify(form(alert)).replaceAll('\\', '')).toMatch(/reported model: m-1 → m-2|"now":"m-2"/);
  });

  it('is the same for the same alert', () => {
    expect(JSON.stringify(form(exampleAlert()))).toBe(JSON.stringify(form(exampleAlert())));
  });
});

/** Facts whose values may be the customer's own words. */
function alertWithSecretFacts(): IncidentAlert {
  const alert = exampleAlert();
  const common = {
    was: ['Billing Department'],
    now: 'Charged twice',
    runs: ['r1'],
    requests: 2,
    trust: 'strong' as const,
  };
  alert.judgement.evidence.facts = [
    { ...common, kind: 'noiseless-output' },
    { ...common, kind: 'echoed-parameters' },
  ];
  return alert;
}
