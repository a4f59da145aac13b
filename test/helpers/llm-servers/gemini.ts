import type { Answer } from './loopback-server.ts';
import { eventStream, json, type Protocol, pieces, type Said, secret } from './protocol.ts';

/** generateContent of the Gemini API and of Vertex AI. */
export const geminiGenerate: Protocol = {
  reasons: { stop: 'STOP', tools: 'STOP', refused: 'PROHIBITED_CONTENT' },
  identity: { model: 'pinned-1-001' },
  carries: new Set(['tools', 'refusals', 'logprobs', 'cached', 'reasoning', 'retry-after']),

  answer: (said) =>
    json({
      ...(said.refusal === undefined
        ? { candidates: [candidate(said)] }
        : { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }),
      ...usage(said),
      modelVersion: 'pinned-1-001',
      responseId: 'mAitaLmkHPPlz7IP',
      modelStatus: { modelStage: 'STABLE' },
      ...said.unknown,
    }),

  stream: (said) => {
    const { thinking, answers } = streamedParts(said);
    const chunk = (parts: object[], more: object = {}) => ({
      data: {
        candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
        modelVersion: 'pinned-1-001',
        responseId: 'mAitaLmkHPPlz7IP',
        modelStatus: { modelStage: 'STABLE' },
      },
    });
    const { content: _parts, ...end } = candidate(said);
    const last = chunk([{ text: '' }], end);
    return eventStream([
      chunk([thinking]),
      ...answers.map((part) => chunk([part])),
      { data: { ...last.data, ...usage(said), ...said.unknown } },
    ]);
  },

  brokenStream: {
    answer: eventStream([
      { data: { candidates: [{ content: { parts: [{ text: 'Yes' }] }, index: 0 }] } },
      { data: { error: { code: 503, message: secret, status: 'UNAVAILABLE', details: [] } } },
    ]),
    becomes: 'overloaded',
  },

  failures: [
    ['rate-limited', error(429, 'RESOURCE_EXHAUSTED')],
    ['authentication', error(400, 'INVALID_ARGUMENT', { reason: 'API_KEY_INVALID', domain: 'googleapis.com' })],
    ['authentication', error(401, 'UNAUTHENTICATED')],
    ['permission-denied', error(403, 'PERMISSION_DENIED')],
    ['not-found', error(404, 'NOT_FOUND')],
    ['invalid-request', error(400, 'INVALID_ARGUMENT')],
    ['server-error', error(500, 'INTERNAL')],
    ['overloaded', error(503, 'UNAVAILABLE')],
    ['timeout', error(504, 'DEADLINE_EXCEEDED')],
  ],

  aside: (method, path) => {
    if (method !== 'GET') return undefined;
    const second = path.includes('pageToken=more');
    const names = second ? ['pinned-2'] : ['pinned-1'];
    const more = second ? {} : { nextPageToken: 'more' };
    if (path.includes('/publishers/google/models'))
      return json({
        publisherModels: names.map((name) => ({ name: `publishers/google/models/${name}`, launchStage: 'GA' })),
        ...more,
      });
    return json({ models: names.map((name) => ({ name: `models/${name}`, version: '001' })), ...more });
  },
};

function error(code: number, status: string, info?: object): Answer {
  const details = info === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', ...info }];
  return json({ error: { code, message: secret, status, details } }, code);
}

/** What a stream brings one after another: a thought, then the text in pieces, then calls to functions, each whole. */
function streamedParts(said: Said) {
  const [thinking = {}, ...rest] = partsOf(said);
  const answers = rest.flatMap((part) => {
    if (!('text' in part)) return [part];
    return pieces(String(part.text)).map((text) => ({ text }));
  });
  return { thinking, answers };
}

function partsOf(said: Said): object[] {
  return [
    { text: 'Let me see.', thought: true },
    ...(said.text === undefined || said.text === '' ? [] : [{ text: said.text, thoughtSignature: 'CiQB' }]),
    ...(said.toolCalls ?? []).map(({ id, name, arguments: args }) => ({ functionCall: { id, name, args } })),
  ];
}

function candidate(said: Said) {
  const token = ([text, logProbability]: readonly [string, number]) => ({ token: text, tokenId: 1, logProbability });
  const logprobsResult = said.logprobs && {
    chosenCandidates: said.logprobs.map(({ token: text, logprob }) => token([text, logprob])),
    topCandidates: said.logprobs.map(({ top }) => ({ candidates: top.map(token) })),
  };
  return {
    content: { parts: partsOf(said), role: 'model' },
    finishReason: 'STOP',
    index: 0,
    safetyRatings: [],
    ...(logprobsResult === undefined ? {} : { avgLogprobs: -0.1, logprobsResult }),
  };
}

/** Candidates' tokens are counted without thoughts. */
function usage({ usage: counted }: Said) {
  if (counted === undefined) return {};
  const { input, output, cached = 0, reasoning = 0 } = counted;
  return {
    usageMetadata: {
      promptTokenCount: input,
      candidatesTokenCount: output - reasoning,
      thoughtsTokenCount: reasoning,
      cachedContentTokenCount: cached,
      totalTokenCount: input + output,
      trafficType: 'ON_DEMAND',
    },
  };
}
