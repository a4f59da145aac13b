import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../lib/domain/json.ts';
import type { Answer, Arrived } from '../../helpers/llm-servers/loopback-server.ts';
import { ollamaChat } from '../../helpers/llm-servers/ollama.ts';
import { oneCall } from '../../helpers/llm-servers/one-call.ts';
import { json } from '../../helpers/llm-servers/protocol.ts';

const chat = ({ method, path }: Arrived) => ollamaChat.aside?.(method, path) ?? ollamaChat.answer({ text: 'Hi.' });

const ollama = (
  answers: (request: Arrived) => Answer = chat,
  endpoint: object = {},
  body: JsonObject = { messages: [] },
) =>
  oneCall({
    endpoint: (url) => ({ provider: 'ollama', baseURL: url, ...endpoint }),
    env: () => ({ A_KEY: 'the-key' }),
    api: 'ollama.chat',
    body,
    answers,
  });

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Ollama', () => {
  it('is known by the digest behind the name, its quantization and the version of the server', async () => {
    const { made } = await ollama();
    expect(made.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(made.identity).toEqual({
      digest: made.fingerprint,
      quantization: 'Q4_K_M',
      parameterSize: '3.2B',
      serverVersion: '0.14.2',
    });
  });

  it('answers without an identity rather than not at all', async () => {
    const { made } = await ollama(({ method }) =>
      method === 'GET' ? { status: 500 } : ollamaChat.answer({ text: 'Hi.' }),
    );
    expect(made).toMatchObject({ text: 'Hi.', model: 'pinned-1' });
    expect(made).not.toHaveProperty('fingerprint');
  });

  it('gets images as they are: what looks like the name of a file is not read', async () => {
    const messages = [{ role: 'user', content: 'What is this?', images: ['package.json'] }];
    const { arrived } = await ollama(chat, {}, { messages });
    expect(JSON.parse(arrived.at(-1)?.body ?? '')).toEqual({ messages, model: 'pinned-1', stream: false });
  });

  it('gets a key where the endpoint names one, for look-ups too', async () => {
    const { arrived } = await ollama(chat, { apiKeyEnv: 'A_KEY' });
    expect(arrived.map(({ headers }) => headers.get('authorization'))).toEqual(Array(3).fill('Bearer the-key'));
  });

  it('prints nothing when it fails', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const { made } = await ollama(() => ({ status: 500, body: 'not JSON', headers: { 'content-type': 'text/plain' } }));
    expect(made.error).toBe('server-error');
    expect(log).not.toHaveBeenCalled();
  });

  it('never counts thinking as text', async () => {
    const message = { role: 'assistant', content: 'Hi.', thinking: 'Let me see.' };
    const { made } = await ollama(() => json({ model: 'm', message, done: true, done_reason: 'stop' }));
    expect(made.text).toBe('Hi.');
  });
});
