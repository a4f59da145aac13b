import { describe, expect, it } from 'vitest';
import type { Api } from '../../../lib/domain/endpoint/api.ts';
import { LlmExchange } from '../../../lib/domain/run/exchange.ts';
import { readAnswer } from '../../../lib/import/files/read-answer.ts';
import { bedrockConverse } from '../../helpers/llm-servers/bedrock.ts';
import { geminiGenerate } from '../../helpers/llm-servers/gemini.ts';
import type { Answer } from '../../helpers/llm-servers/loopback-server.ts';

/** A recording of an answer, as `recordingFetch` keeps it: bytes that are no text as base64. */
function recorded({ status = 200, headers = {}, body = '' }: Answer): LlmExchange {
  const kept = typeof body === 'string' ? { body } : { body: Buffer.from(body).toString('base64'), encoding: 'base64' };
  return LlmExchange.parse({
    schema: 'exchange/1',
    id: 'e1',
    kind: 'llm',
    at: '2026-11-22T09:00:00.000Z',
    latencyMs: 1,
    request: { method: 'POST', url: 'http://127.0.0.1/', headers: {}, body: '{}' },
    response: { status, headers, ...kept, complete: true },
  });
}

const said = { text: 'Yes.', toolCalls: [{ id: 'c1', name: 'find', arguments: { order: 7 } }] };

describe('a recorded stream', () => {
  it.each<[Api, Answer | undefined]>([
    ['gemini.generate', geminiGenerate.stream?.(said)],
    ['bedrock.converse', bedrockConverse.stream?.(said)],
  ])('is read as one that comes now: %s', (api, streamed) => {
    const read = readAnswer(api, recorded(streamed ?? {}));
    expect(read).toEqual({ text: 'Yes.', toolCalls: [{ id: 'c1', name: 'find', arguments: '{"order":7}' }] });
  });

  it.each<[Api, Answer]>([
    ['bedrock.converse', bedrockConverse.cut?.({}) ?? {}],
    ['gemini.generate', { headers: { 'content-type': 'text/event-stream' }, body: 'data: {"candidates":[]}\n\n' }],
  ])('that broke off tells nothing: %s', (api, cut) => {
    expect(readAnswer(api, recorded(cut))).toBeUndefined();
  });
});
