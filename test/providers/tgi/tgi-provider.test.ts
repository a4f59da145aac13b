import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/domain/json.ts';
import type { Answer, Arrived } from '../../helpers/llm-servers/loopback-server.ts';
import { oneCall } from '../../helpers/llm-servers/one-call.ts';
import { json } from '../../helpers/llm-servers/protocol.ts';
import { tgiGenerate } from '../../helpers/llm-servers/tgi.ts';

const generate = ({ method, path }: Arrived) =>
  tgiGenerate.aside?.(method, path) ?? tgiGenerate.answer({ text: 'Hi.', usage: { input: 12, output: 2 } });

const tgi = (answers: (request: Arrived) => Answer = generate, body: JsonObject = { inputs: 'Hello' }) =>
  oneCall({ endpoint: (url) => ({ provider: 'tgi', baseURL: `${url}/` }), api: 'tgi.generate', body, answers });

describe('Text Generation Inference', () => {
  it('is known by the revision of the model that it loaded', async () => {
    const { made } = await tgi();
    expect(made.fingerprint).toBe(tgiGenerate.identity.fingerprint);
    expect(made.identity).toEqual({ modelSha: made.fingerprint, dtype: 'torch.float16', serverVersion: '3.3.6' });
  });

  it('answers without an identity rather than not at all', async () => {
    const { made } = await tgi(({ method }) =>
      method === 'GET' ? { status: 404 } : tgiGenerate.answer({ text: 'Hi.' }),
    );
    expect(made).toMatchObject({ text: 'Hi.' });
    expect(made).not.toHaveProperty('fingerprint');
  });

  it('is asked for details unless the golden does not want them', async () => {
    const parameters = { details: false, do_sample: false };
    const { made, arrived } = await tgi(() => json({ generated_text: 'Hi.' }), { inputs: 'Hello', parameters });
    expect(JSON.parse(arrived.at(-1)?.body ?? '')).toEqual({ inputs: 'Hello', parameters });
    expect(made).toMatchObject({ text: 'Hi.' });
    expect(made).not.toHaveProperty('finishReason');
  });
});
