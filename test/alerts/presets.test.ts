import { describe, expect, it } from 'vitest';
import { pagerDutyEvent } from '../../lib/alerts/pagerduty.ts';
import { slackMessage } from '../../lib/alerts/slack.ts';
import { webhookSink } from '../../lib/alerts/webhook.ts';
import { chatNotification } from '../../lib/aws/alerts/chat-notification.ts';
import type { Alert } from '../../lib/domain/verdict/alert.ts';
import { conditionKinds } from '../../lib/domain/verdict/condition.ts';
import { alertEvent } from '../../lib/report/alert/alert-event.ts';
import { exampleAlert, factAlert, resolvedAlert } from '../report/example-alert.ts';
import { conditionAlert, conditionOverAlert } from '../report/example-conditions.ts';
import { type Received, receiver } from './loopback.ts';

/** Of the example, for messages that leave the project. */
const headline =
  'Drift detected (critical): support-gpt41: 71 % of answers fail "is JSON" (0.0 % before), in 2 of 2 goldens that expect it';

const clock = { now: () => new Date('2026-11-22T07:06:00.000Z') };

describe('slackMessage', () => {
  it('has a text for notifications, and blocks within the limits of Slack', () => {
    const message = slackMessage(exampleAlert()) as {
      text: string;
      blocks: { type: string; text?: { text: string } }[];
    };
    expect(message.text).toBe(headline);
    expect(message.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context']);
    expect(message.blocks[0]?.text?.text.length).toBeLessThanOrEqual(150);
    expect(message.blocks[0]?.text?.text).toMatch(/^🔴 Drift detected/);
    expect(message.blocks[1]?.text?.text).toContain('*How big*  about 40 % of answers');
  });

  it('mentions nobody, whatever an id holds', () => {
    const alert = exampleAlert();
    alert.endpoint.id = '<!channel> & co';
    const message = slackMessage(alert);
    expect(message.text).toContain('&lt;!channel&gt; &amp; co');
    expect(JSON.stringify(message.blocks).replace(/"plain_text","text":"[^"]*"/, '')).not.toContain('<!channel>');
  });

  it('marks a fact as a warning, and says that it is no alarm', () => {
    const { text, blocks } = slackMessage(factAlert()) as { text: string; blocks: { text?: { text: string } }[] };
    expect(text).toMatch(/^Changed: reported model and 3 more \(major\): support-gpt41/);
    expect(blocks[0]?.text?.text).toMatch(/^🟠 Changed/);
    expect(blocks[1]?.text?.text).toContain(
      '*Changed*  reported model: gpt-4.1-2025-04-14 → gpt-4.1-2025-06-01 (4 requests in 2 runs)',
    );
    expect(blocks[1]?.text?.text).toContain('What changed is a fact and no statistical alarm');
  });

  it('marks a condition as a warning, its end as good, and says what to do', () => {
    const text = (alert: Alert) => JSON.stringify(slackMessage(alert).blocks);
    expect(text(conditionAlert('unreachable'))).toMatch(/🟠 Refused \(major\): support-gpt41.*Was the model retired/);
    expect(text(conditionOverAlert('silent'))).toContain('🟢 No longer silent');
  });

  it('goes through a webhook as it is', async () => {
    await using server = await receiver((_, response) => response.writeHead(200).end('ok'));
    await webhookSink({ url: server.url, clock, body: slackMessage }).send(exampleAlert());
    const [sent] = server.received as [Received];
    expect(JSON.parse(sent.body)).toEqual(slackMessage(exampleAlert()));
  });
});

describe('pagerDutyEvent', () => {
  const event = (alert: Alert = exampleAlert()) => pagerDutyEvent(alert, { routingKey: 'R0' });

  it('has the shape of Events API v2', () => {
    expect(event()).toEqual({
      routing_key: 'R0',
      event_action: 'trigger',
      dedup_key: exampleAlert().incident.id,
      payload: {
        summary: headline,
        source: 'support-gpt41',
        severity: 'critical',
        timestamp: '2026-11-22T07:05:12.000Z',
        component: 'gpt-4.1-2025-04-14',
        group: 'openai',
        class: 'model drift',
        custom_details: {
          next_steps: [
            `pinwatch show ${exampleAlert().judgement.run}`,
            'pinwatch report support-gpt41',
            'pinwatch ack support-gpt41 --why "…"',
            'pinwatch accept support-gpt41 --why "…"',
            'pinwatch runbook drift-detected',
          ],
          ...alertEvent(exampleAlert()),
        },
      },
      client: 'Pinwatch',
    });
  });

  it('opens, acknowledges and resolves under one key', () => {
    const acknowledged = exampleAlert();
    acknowledged.kind = 'acknowledged';
    acknowledged.incident.status = 'acknowledged';
    const events = [exampleAlert(), acknowledged, resolvedAlert('resolved'), resolvedAlert('accepted')].map(event);
    expect(events.map((one) => one.event_action)).toEqual(['trigger', 'acknowledge', 'resolve', 'resolve']);
    expect(new Set(events.map((one) => one.dedup_key)).size).toBe(1);
  });

  it('makes a page of its own of a fact, less severe than what fails, that no incident resolves', () => {
    expect(event(factAlert())).toMatchObject({
      event_action: 'trigger',
      dedup_key: factAlert().id,
      payload: {
        severity: 'error',
        class: 'model fact',
        summary: expect.stringContaining('Changed: reported model'),
      },
    });
    expect(factAlert().id).not.toBe(exampleAlert().incident.id);
  });

  it.each(conditionKinds)('makes a page of its own where an endpoint is %s, which its end resolves', (kind) => {
    const [opened, over] = [event(conditionAlert(kind)), event(conditionOverAlert(kind))];
    expect(opened).toMatchObject({
      event_action: 'trigger',
      dedup_key: conditionAlert(kind).condition.id,
      payload: {
        severity: kind === 'partly-blind' ? 'warning' : 'error',
        class: `endpoint ${kind}`,
        timestamp: '2026-11-22T07:05:12.000Z',
      },
    });
    expect(over).toMatchObject({ event_action: 'resolve', dedup_key: opened.dedup_key, payload: { severity: 'info' } });
    const updated = event({ ...conditionAlert(kind), kind: 'condition-updated' });
    expect(updated).toMatchObject({ event_action: 'trigger', dedup_key: opened.dedup_key });
  });

  it('keeps keys of long ids apart within 255 characters', () => {
    const keys = ['a', 'b'].map((end) => {
      const alert = exampleAlert();
      alert.incident.id = `${'x'.repeat(300)}${end}`;
      return String(event(alert).dedup_key);
    });
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key.length).toBeLessThanOrEqual(255);
  });
});

describe('chatNotification', () => {
  it('has the shape that chat applications of AWS show, one thread an incident', () => {
    const opened = chatNotification(exampleAlert());
    expect(opened).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: { textType: 'client-markdown', title: headline },
      metadata: { threadId: exampleAlert().incident.id, eventType: 'pinwatch-incident-opened' },
    });
    expect(chatNotification(resolvedAlert('accepted'))).toMatchObject({
      metadata: { threadId: exampleAlert().incident.id },
    });
  });

  it('has a thread of its own for a condition, from its beginning to its end', () => {
    const { condition } = conditionAlert('blind');
    for (const [alert, eventType] of [
      [conditionAlert('blind'), 'pinwatch-condition-opened'],
      [conditionOverAlert('blind'), 'pinwatch-condition-resolved'],
    ] as const)
      expect(chatNotification(alert)).toMatchObject({ metadata: { threadId: condition.id, eventType } });
  });

  it('has a thread of its own for a fact', () => {
    expect(chatNotification(factAlert())).toMatchObject({
      content: { keywords: ['support-gpt41', 'fact'] },
      metadata: { threadId: factAlert().id, eventType: 'pinwatch-fact-reported' },
    });
  });
});
