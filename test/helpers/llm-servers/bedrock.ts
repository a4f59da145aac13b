import { anthropicMessages } from './anthropic-messages.ts';
import { awsStream, message, streamOf } from './aws-event-stream.ts';
import type { Answer } from './loopback-server.ts';
import { json, type Protocol, pieces, type Said, secret } from './protocol.ts';

const failures: Protocol['failures'] = [
  ['rate-limited', error(429, 'ThrottlingException')],
  ['overloaded', error(429, 'ModelNotReadyException')],
  ['overloaded', error(503, 'ServiceUnavailableException')],
  ['quota-exceeded', error(400, 'ServiceQuotaExceededException')],
  ['timeout', error(408, 'ModelTimeoutException')],
  ['server-error', error(424, 'ModelErrorException')],
  ['server-error', error(500, 'InternalServerException')],
  ['authentication', error(403, 'UnrecognizedClientException')],
  ['authentication', error(403, 'ExpiredTokenException')],
  ['permission-denied', error(403, 'AccessDeniedException')],
  ['not-found', error(404, 'ResourceNotFoundException')],
  ['invalid-request', error(400, 'ValidationException')],
];

const members = ['eu-west-1', 'eu-central-1'].map((region) => ({
  modelArn: `arn:aws:bedrock:${region}::foundation-model/pinned-1`,
}));

/** Bedrock's control plane: inference profiles and the list of models. */
export function controlPlane(method: string, path: string): Answer | undefined {
  if (method !== 'GET') return undefined;
  if (path.startsWith('/inference-profiles/'))
    return json({
      inferenceProfileName: 'EU pinned',
      inferenceProfileArn: 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.pinned-1',
      inferenceProfileId: 'eu.pinned-1',
      models: members,
      status: 'ACTIVE',
      type: 'SYSTEM_DEFINED',
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-10-02T00:00:00Z',
    });
  if (path.startsWith('/inference-profiles')) {
    const second = path.includes('nextToken=more');
    const id = second ? 'us.pinned-1' : 'eu.pinned-1';
    const inferenceProfileSummaries = [{ inferenceProfileId: id, models: members, status: 'ACTIVE' }];
    return json({ inferenceProfileSummaries, ...(second ? {} : { nextToken: 'more' }) });
  }
  if (path.startsWith('/foundation-models'))
    return json({
      modelSummaries: [
        { modelId: 'pinned-1', modelLifecycle: { status: 'ACTIVE' } },
        { modelId: 'old-1', modelLifecycle: { status: 'LEGACY', endOfLifeTime: 1_798_761_600 } },
      ],
    });
  return undefined;
}

/** Bedrock's Converse. */
export const bedrockConverse: Protocol = {
  reasons: { stop: 'end_turn', tools: 'tool_use' },
  identity: {},
  requestIdHeader: 'x-amzn-requestid',
  carries: new Set(['tools', 'cached']),
  failures,
  aside: controlPlane,

  answer: (said) =>
    json({
      output: { message: { role: 'assistant', content: content(said) } },
      stopReason: said.toolCalls === undefined ? 'end_turn' : 'tool_use',
      metrics: { latencyMs: 401 },
      serviceTier: { type: 'default' },
      ...usage(said),
      ...said.unknown,
    }),

  stream: (said) => awsStream(converseEvents(said)),
  cut: () => awsStream(converseEvents({ text: 'Yes, within 30 days.' }).slice(0, -2)),
  brokenStream: {
    answer: streamOf([
      message({ ':event-type': 'messageStart', ':message-type': 'event' }, { role: 'assistant' }),
      message({ ':exception-type': 'throttlingException', ':message-type': 'exception' }, { message: secret }),
    ]),
    becomes: 'rate-limited',
  },
};

function converseEvents(said: Said): (readonly [string, object])[] {
  return [
    ['messageStart', { role: 'assistant' }],
    ...content(said).flatMap((block, contentBlockIndex) => converseBlock(block, contentBlockIndex)),
    ['messageStop', { stopReason: said.toolCalls === undefined ? 'end_turn' : 'tool_use' }],
    ['metadata', { metrics: { latencyMs: 401 }, serviceTier: { type: 'default' }, ...usage(said) }],
  ];
}

function converseBlock(block: Block, contentBlockIndex: number): (readonly [string, object])[] {
  const delta = (said: object) => ['contentBlockDelta', { contentBlockIndex, delta: said }] as const;
  const stop = ['contentBlockStop', { contentBlockIndex }] as const;
  if (block.text !== undefined) return [...pieces(block.text).map((text) => delta({ text })), stop];
  if (block.toolUse === undefined) return [delta({ reasoningContent: { text: 'Let me see.' } }), stop];
  const { input, ...toolUse } = block.toolUse;
  const parts = pieces(JSON.stringify(input)).map((part) => delta({ toolUse: { input: part } }));
  return [['contentBlockStart', { contentBlockIndex, start: { toolUse } }], ...parts, stop];
}

/** Bedrock's InvokeModel with a model of the Claude family: its own body, and counts in headers too. */
export const bedrockInvoke: Protocol = {
  reasons: anthropicMessages.reasons,
  identity: anthropicMessages.identity,
  requestIdHeader: 'x-amzn-requestid',
  carries: new Set(['tools', 'refusals', 'cached', 'reasoning']),
  failures,
  aside: controlPlane,
  answer: anthropicMessages.answer,

  stream: (said) => invokeStream(anthropicMessages.stream?.(said).body),
  cut: (whole) => ({ ...whole, body: Buffer.from(whole.body as Uint8Array).subarray(0, firstMessages(whole)) }),
  brokenStream: {
    answer: streamOf([
      message({ ':event-type': 'chunk', ':message-type': 'event' }, { bytes: '' }),
      message({ ':exception-type': 'modelStreamErrorException', ':message-type': 'exception' }, { message: secret }),
    ]),
    becomes: 'server-error',
  },
};

/** The events of another API, each in a chunk; the last says what Bedrock counted. */
function invokeStream(body: Answer['body']): Answer {
  const events = String(body)
    .split('\n')
    .flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6))] : []));
  return awsStream(
    events.map((event, at) => {
      const counted = { inputTokenCount: 1, outputTokenCount: 1, invocationLatency: 401, firstByteLatency: 40 };
      const chunk = at === events.length - 1 ? { ...event, 'amazon-bedrock-invocationMetrics': counted } : event;
      return ['chunk', { bytes: Buffer.from(JSON.stringify(chunk)).toString('base64'), p: 'abcd' }];
    }),
  );
}

/** Bytes of all messages but the last three. */
function firstMessages({ body }: Answer): number {
  const bytes = Buffer.from(body as Uint8Array);
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) starts.push(at);
  return starts.at(-3) ?? 0;
}

/** AWS names the error in a header, with a URL behind it, and repeats what was wrong with the request in its message. */
function error(status: number, type: string): Answer {
  return json({ message: secret }, status, { 'x-amzn-errortype': `${type}:http://internal.example/coral/` });
}

interface Block {
  readonly text?: string;
  readonly toolUse?: { readonly toolUseId: string; readonly name: string; readonly input: object };
  readonly reasoningContent?: object;
}

function content({ text, toolCalls = [] }: Said): Block[] {
  return [
    { reasoningContent: { reasoningText: { text: 'Let me see.' } } },
    ...(text === undefined ? [] : [{ text }]),
    ...toolCalls.map(({ id, name, arguments: input }) => ({ toolUse: { toolUseId: id, name, input } })),
  ];
}

/** `inputTokens` is what came neither from the cache nor went into it. */
function usage({ usage: counted }: Said) {
  if (counted === undefined) return {};
  const { input, output, cached = 0 } = counted;
  return {
    usage: {
      inputTokens: input - cached,
      outputTokens: output,
      totalTokens: input + output,
      cacheReadInputTokens: cached,
      cacheWriteInputTokens: 0,
    },
  };
}
