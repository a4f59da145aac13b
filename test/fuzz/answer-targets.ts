import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { Sample } from '../../lib/domain/run/sample.ts';
import type { ProviderCompletion } from '../../lib/ports/provider.ts';
import { openProvider } from '../../lib/providers/registry.ts';
import { subjects } from '../contract/provider-subjects.ts';
import type { Subject } from '../contract/provider-suite.ts';
import type { Answer, LoopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import type { Said } from '../helpers/llm-servers/protocol.ts';
import type { Target } from './target.ts';

const said: Said = {
  text: 'Yes, within 30 days.',
  usage: { input: 12, output: 5, cached: 4, reasoning: 1 },
  logprobs: [{ token: 'Yes', logprob: -0.1, top: [['No', -2]] }],
};
const called: Said = { toolCalls: [{ id: 'call_1', name: 'look_up', arguments: { order: 48213 } }] };

/** Answers of every provider, whole and as streams, and its failures, as they come over the wire. */
export function answerTargets(server: LoopbackServer): Target[] {
  return subjects.flatMap((subject) => {
    const { protocol } = subject;
    const whole = [protocol.answer(said), protocol.answer(called), ...protocol.failures.map(([, answer]) => answer)];
    const { stream, brokenStream } = protocol;
    const streamed =
      stream === undefined
        ? []
        : [stream(said), stream(called), ...(brokenStream === undefined ? [] : [brokenStream.answer])];
    return [
      target(subject, 'whole', whole, server),
      ...(streamed.length === 0 ? [] : [target(subject, 'streamed', streamed, server)]),
    ];
  });
}

function target(
  subject: Subject,
  how: 'whole' | 'streamed',
  answers: readonly Answer[],
  server: LoopbackServer,
): Target {
  const { name, protocol, api, endpoint: settings, env, body } = subject;
  const endpoint = Endpoint.parse({
    id: 'fuzzed',
    model: 'pinned-1',
    maxAnswerMB: 1,
    maxAttempts: 1,
    ...settings(server.url),
  });
  const streaming = how === 'streamed' && api !== 'gemini.generate' && !api.startsWith('bedrock');
  const golden = goldenRequest(
    GoldenFile.parse({ id: 'refund', api, body: streaming ? { ...body, stream: true } : body }),
  );
  const provider = openProvider(endpoint, { env: env?.(server.url) ?? {} });
  return {
    name: `answers of ${name}, ${how}`,
    // The envelope comes first: one byte says which answer it is, so that its status and headers fit.
    seeds: answers.map(({ body: content = '' }, i) => Buffer.concat([Buffer.of(i), Buffer.from(content as string)])),
    read: async (input) => {
      const like = answers[(input[0] ?? 0) % answers.length] as Answer;
      const content = input.slice(1);
      server.script(({ method, path }) => protocol.aside?.(method, path) ?? { ...like, body: content });
      const { signal, abort } = patience();
      const made = await (await provider).complete({ endpoint, golden, drawSeed: 1 }, signal);
      if (signal.aborted) return 'it was waited for';
      abort();
      return unanswered(made, content);
    },
  };
}

/** What is wrong with what was made of an answer. */
function unanswered(made: ProviderCompletion, content: Uint8Array): string | undefined {
  const sample = Sample.safeParse({ run: 'r', at: '2026-01-01T00:00:00Z', golden: 'g', repetition: 0, ...made });
  if (!sample.success)
    return `it cannot be stored: ${sample.error.issues.map(({ path }) => path.join('.')).join(', ')}`;
  if (made.error !== undefined) return made.text === undefined ? undefined : 'a failure has a text';
  if (made.text === undefined && made.toolCalls === undefined && made.finishReason === undefined)
    return 'nothing was accepted as an answer';
  return isSent(made.text ?? '', Buffer.from(content).toString('utf8'))
    ? undefined
    : 'a text was accepted that nobody sent';
}

/** Whether the letters of a text were sent in this order, whatever stood between them: streams cut words into pieces. */
function isSent(text: string, sent: string): boolean {
  let at = 0;
  for (const letter of text.match(/[A-Za-z]/g) ?? []) {
    at = sent.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Longer than any answer of a server on this machine takes. */
function patience() {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException('too long', 'TimeoutError')), 30_000);
  return { signal: controller.signal, abort: () => clearTimeout(timer) };
}
