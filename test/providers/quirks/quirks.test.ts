import { describe, expect, it } from 'vitest';
import { Sample } from '../../../lib/domain/run/sample.ts';
import { stubAwsCredentials, subjects } from '../../contract/provider-subjects.ts';
import { oneCall } from '../../helpers/llm-servers/one-call.ts';
import { quirks } from './all-quirks.ts';
import type { QuirkCase } from './quirk.ts';

/** Every provider that speaks the API of a case, before a server that answers as the case has it. */
const runs = (cases: readonly QuirkCase[]) =>
  cases.flatMap((quirk) =>
    subjects
      .filter(({ api }) => api === quirk.api)
      .map((subject) => [`${quirk.what} (${subject.name})`, quirk, subject] as const),
  );

stubAwsCredentials();

describe.each(quirks.map(({ name, cases }) => [name, cases] as const))('%s', (_name, cases) => {
  it.each(runs(cases))('%s', async (_what, { asked = {}, answer, gives, lacks = [] }, subject) => {
    const { made } = await oneCall({
      endpoint: subject.endpoint,
      ...(subject.env === undefined ? {} : { env: subject.env }),
      api: subject.api,
      body: { ...subject.body, ...asked },
      answers: ({ method, path }) => subject.protocol.aside?.(method, path) ?? answer,
    });
    const { retryAfterMs: _delay, rateLimit: _limit, ...stored } = made;
    const about = { run: 'r', at: '2026-11-22T09:00:00.000Z', golden: 'refund', repetition: 0 };
    expect(Sample.safeParse({ ...about, ...stored }).error).toBeUndefined();
    // Answers of TGI and Ollama come with names that were looked up apart.
    const { model, fingerprint, identity, ...rest } = made;
    const lookedUp = ['tgi.generate', 'ollama.chat'].includes(subject.api);
    expect(lookedUp ? rest : made).toMatchObject(gives);
    for (const key of lacks) expect(lookedUp ? rest : made).not.toHaveProperty(key);
  });
});
