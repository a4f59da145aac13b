import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../lib/alerts/delivery-error.ts';
import { eventBridgeSink, eventEntry } from '../../../lib/aws/alerts/eventbridge.ts';
import { snsMessage, snsSink, snsSubject } from '../../../lib/aws/alerts/sns.ts';
import { alertEvent } from '../../../lib/report/alert/alert-event.ts';
import { type Answer, type Received, receiver } from '../../alerts/loopback.ts';
import { exampleAlert, factAlert } from '../../report/example-alert.ts';

/** The real clients, against a server that speaks the little of AWS's protocols that is needed. */
function settings(endpoint: string) {
  return {
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
}

const topicArn = 'arn:aws:sns:eu-west-1:123456789012:alerts';

const snsAnswer: Answer = (_, response) =>
  response
    .writeHead(200, { 'content-type': 'text/xml' })
    .end(
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
    );

describe('snsSink', () => {
  it('publishes JSON for programs, plain text for e-mail and a notification for chat', async () => {
    await using server = await receiver(snsAnswer);
    await snsSink({ client: new SNSClient(settings(server.url)), topicArn }).send(exampleAlert());
    const form = new URLSearchParams((server.received[0] as Received).body);
    expect([form.get('Action'), form.get('TopicArn'), form.get('MessageStructure')]).toEqual([
      'Publish',
      topicArn,
      'json',
    ]);
    const message = JSON.parse(form.get('Message') ?? '') as Record<string, string>;
    expect(JSON.parse(message.default ?? '')).toEqual(alertEvent(exampleAlert()));
    expect(message.email).toContain('How big: about 40 % of answers are not what the baseline would have given');
    expect(JSON.parse(message.https ?? '')).toMatchObject({ version: '1.0', source: 'custom' });
    expect(form.get('MessageAttributes.entry.1.Name')).toBe('kind');
    expect(form.get('MessageGroupId')).toBeNull();
  });

  it('groups by endpoint and removes duplicates on a FIFO topic', async () => {
    await using server = await receiver(snsAnswer);
    await snsSink({ client: new SNSClient(settings(server.url)), topicArn: `${topicArn}.fifo` }).send(exampleAlert());
    const form = new URLSearchParams((server.received[0] as Received).body);
    expect(form.get('MessageGroupId')).toBe('support-gpt41');
    expect(form.get('MessageDeduplicationId')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has a subject of at most 100 printable ASCII characters', () => {
    for (const length of [1, 40, 50, 60, 200]) {
      const alert = exampleAlert();
      alert.endpoint.id = `модель\n${'x'.repeat(length)}`;
      expect(snsSubject(alert)).toMatch(/^Pinwatch: Drift detected \(critical\): \?{6}[ -~]{1,61}$/);
    }
    expect(snsMessage(exampleAlert()).Subject).toBe(
      'Pinwatch: Drift detected (critical): support-gpt41: 71 % of answers fail "is JSON" (0.0 % before)...',
    );
    expect(snsMessage(exampleAlert()).MessageAttributes.severity.StringValue).toBe('critical');
  });

  it('tells a fact under a kind of its own, which filter policies can leave out', () => {
    const { Subject, Message, MessageAttributes } = snsMessage(factAlert());
    expect(MessageAttributes.kind.StringValue).toBe('fact');
    expect(Subject).toBe(
      'Pinwatch: Changed: reported model and 3 more (major): support-gpt41 (gpt-4.1-2025-04-14 at openai)',
    );
    const message = JSON.parse(Message) as Record<string, string>;
    expect(JSON.parse(message.default ?? '')).toEqual(alertEvent(factAlert()));
    expect(message.email).toContain('Verdict: no drift detected so far, evidence 0.42 of its threshold.');
  });

  it('rejects when SNS refuses', async () => {
    await using server = await receiver((_, response) =>
      response
        .writeHead(403, { 'content-type': 'text/xml' })
        .end('<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code></Error></ErrorResponse>'),
    );
    const sending = snsSink({ client: new SNSClient(settings(server.url)), topicArn }).send(exampleAlert());
    await expect(sending).rejects.toThrow(DeliveryError);
    await expect(sending).rejects.toThrow(`SNS topic ${topicArn} did not take the alert: AuthorizationError`);
  });
});

describe('eventBridgeSink', () => {
  const answerWith =
    (answer: object): Answer =>
    (_, response) =>
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));

  it('puts one event with a versioned detail', async () => {
    await using server = await receiver(answerWith({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }));
    await eventBridgeSink({ client: new EventBridgeClient(settings(server.url)), eventBusName: 'ops' }).send(
      exampleAlert(),
    );
    const [sent] = server.received as [Received];
    expect(sent.headers['x-amz-target']).toBe('AWSEvents.PutEvents');
    const { Entries } = JSON.parse(sent.body) as { Entries: { Detail: string; Time: number }[] };
    expect(Entries).toHaveLength(1);
    expect(Entries[0]).toMatchObject({
      EventBusName: 'ops',
      Source: 'pinwatch',
      DetailType: 'Pinwatch Incident Opened',
      Time: 1_795_331_112,
    });
    expect(JSON.parse(Entries[0]?.Detail ?? '')).toEqual(alertEvent(exampleAlert()));
  });

  it('gives facts a detail-type of their own, so that rules about incidents do not match them', () => {
    expect(eventEntry(factAlert())).toMatchObject({
      Source: 'pinwatch',
      DetailType: 'Pinwatch Fact Reported',
      Time: new Date('2026-11-22T07:05:12.000Z'),
    });
  });

  it('rejects when the bus says in a 200 answer that it did not take the event', async () => {
    const refusal = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }] };
    await using server = await receiver(answerWith(refusal));
    const sending = eventBridgeSink({ client: new EventBridgeClient(settings(server.url)) }).send(exampleAlert());
    await expect(sending).rejects.toThrow('EventBridge bus default did not take the alert: ThrottlingException');
  });
});
