import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DeliveryError } from '../../lib/alerts/delivery-error.ts';
import { signature, verifySignature, webhookSink } from '../../lib/alerts/webhook.ts';
import { ConfigError } from '../../lib/domain/errors.ts';
import { alertEvent } from '../../lib/report/alert/alert-event.ts';
import { exampleAlert } from '../report/example-alert.ts';
import { type Received, receiver } from './loopback.ts';

const now = new Date('2026-11-22T07:06:00.000Z');
const clock = { now: () => now };

describe('webhookSink', () => {
  it('posts the event as JSON, signed over time and body, under a stable id', async () => {
    await using server = await receiver();
    await webhookSink({ url: `${server.url}/hook`, secret: 's3cret', clock }).send(exampleAlert());
    const [sent] = server.received as [Received];
    expect([sent.method, sent.path, sent.headers['content-type']]).toEqual([
      'POST',
      '/hook',
      'application/json; charset=utf-8',
    ]);
    expect(JSON.parse(sent.body)).toEqual(alertEvent(exampleAlert()));
    expect(sent.headers['pinwatch-id']).toBe(exampleAlert().id);
    expect(sent.headers['pinwatch-timestamp']).toBe('1795331160');
    const hex = createHmac('sha256', 's3cret').update(`1795331160.${sent.body}`).digest('hex');
    expect(sent.headers['pinwatch-signature']).toBe(`v1=${hex}`);
  });

  it('sends the same body again, and no signature without a secret', async () => {
    await using server = await receiver();
    const sink = webhookSink({ url: server.url, clock });
    await sink.send(exampleAlert());
    await sink.send(exampleAlert());
    const [first, second] = server.received as [Received, Received];
    expect(second.body).toBe(first.body);
    expect(first.headers['pinwatch-signature']).toBeUndefined();
  });

  it.each([301, 400, 500])('rejects when the receiver answers %d, without following it anywhere', async (status) => {
    await using server = await receiver((_, response) => response.writeHead(status, { location: '/else' }).end('no'));
    const sending = webhookSink({ url: `${server.url}/services/T0/SECRET`, clock }).send(exampleAlert());
    await expect(sending).rejects.toThrow(DeliveryError);
    await expect(sending).rejects.toThrow(`answered ${status}, expected 2xx`);
    await expect(sending).rejects.not.toThrow('SECRET');
    expect(server.received).toHaveLength(1);
  });

  it('rejects when no answer comes in time', async () => {
    await using server = await receiver(() => {});
    const sending = webhookSink({ url: server.url, clock, timeoutMs: 50 }).send(exampleAlert());
    await expect(sending).rejects.toThrow('gave no answer in 50 ms');
  });

  it('rejects when nobody listens', async () => {
    const server = await receiver();
    await server[Symbol.asyncDispose]();
    const sending = webhookSink({ url: `${server.url}/SECRET`, clock }).send(exampleAlert());
    await expect(sending).rejects.toThrow(/^webhook at 127\.0\.0\.1:\d+ could not be reached$/);
  });

  it.each(['not a url with SECRET', 'file:///SECRET', ''])('refuses "%s" at once, without repeating it', (url) => {
    const make = () => webhookSink({ url, clock });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow('webhook: expected an absolute http or https URL');
    expect(make).not.toThrow('SECRET');
  });
});

describe('verifySignature', () => {
  const delivery = {
    timestamp: '1795331160',
    body: '{"a":1}',
    signature: signature('s3cret', '1795331160', '{"a":1}'),
  };

  it('accepts what was signed, for five minutes', () => {
    expect(verifySignature('s3cret', delivery, { now })).toBe(true);
    expect(verifySignature('s3cret', delivery, { now: new Date(now.getTime() + 299_000) })).toBe(true);
    expect(verifySignature('s3cret', delivery, { now: new Date(now.getTime() + 301_000) })).toBe(false);
    expect(verifySignature('s3cret', delivery, { now: new Date(now.getTime() - 301_000) })).toBe(false);
  });

  it.each([
    ['another secret', 'other', {}],
    ['another body', 's3cret', { body: '{"a":2}' }],
    ['a renewed timestamp', 's3cret', { timestamp: '1795331161' }],
    ['a timestamp that is no number', 's3cret', { timestamp: 'NaN' }],
    ['a signature of another length', 's3cret', { signature: 'v1=00' }],
  ])('refuses %s', (_, secret, changed) => {
    expect(verifySignature(secret, { ...delivery, ...changed }, { now })).toBe(false);
  });
});
