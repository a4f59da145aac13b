import { eventStream, json, type Protocol, pieces, type Said, secret } from './protocol.ts';

/** Anthropic's Messages. */
export const anthropicMessages: Protocol = {
  reasons: { stop: 'end_turn', tools: 'tool_use', refused: 'refusal' },
  identity: { model: 'pinned-1' },
  requestIdHeader: 'request-id',
  carries: new Set(['tools', 'refusals', 'cached', 'reasoning', 'rate-limits', 'retry-after']),

  answer: (said) => json({ ...message(said), content: content(said), stop_reason: reason(said) }),

  stream: (said) => {
    const blocks = content(said);
    return eventStream([
      event('message_start', { message: { ...message(said), content: [], stop_reason: null } }),
      event('ping', {}),
      ...blocks.flatMap((block, index) => blockEvents(block, index)),
      event('message_delta', { delta: { stop_reason: reason(said), stop_sequence: null }, ...deltaUsage(said) }),
      event('message_stop', {}),
    ]);
  },

  brokenStream: {
    answer: eventStream([
      event('message_start', { message: { ...message({}), content: [] } }),
      event('error', { error: { type: 'overloaded_error', message: secret } }),
    ]),
    becomes: 'overloaded',
  },

  failures: [
    ['rate-limited', error(429, 'rate_limit_error')],
    ['overloaded', error(529, 'overloaded_error')],
    ['authentication', error(401, 'authentication_error')],
    ['permission-denied', error(403, 'permission_error')],
    ['quota-exceeded', error(402, 'billing_error')],
    ['not-found', error(404, 'not_found_error')],
    ['invalid-request', error(400, 'invalid_request_error')],
    ['invalid-request', error(413, 'request_too_large')],
    ['server-error', error(500, 'api_error')],
    ['timeout', error(504, 'timeout_error')],
  ],

  aside: (method, path) => {
    if (method !== 'GET' || !path.startsWith('/v1/models')) return undefined;
    const second = path.includes('after_id=claude-b');
    const data = second
      ? [{ type: 'model', id: 'claude-c', lifecycle: 'active', deprecated_at: null, retires_at: null }]
      : [
          { type: 'model', id: 'claude-a', lifecycle: 'active', deprecated_at: null, retires_at: null },
          { type: 'model', id: 'claude-b', lifecycle: 'deprecated', retires_at: '2026-12-01T00:00:00Z' },
        ];
    return json({ data, has_more: !second, first_id: data[0]?.id, last_id: data.at(-1)?.id });
  },
};

type Block = { type: string; [key: string]: unknown };

function error(status: number, type: string) {
  return json({ type: 'error', error: { type, message: secret }, request_id: 'req_1' }, status);
}

function event(type: string, data: object) {
  return { event: type, data: { type, ...data } };
}

function reason({ toolCalls, refusal }: Said): string {
  if (refusal !== undefined) return 'refusal';
  return toolCalls === undefined ? 'end_turn' : 'tool_use';
}

function message(said: Said) {
  return {
    id: 'msg_013Zva2CMHLNnXjNJJKqJ2EF',
    type: 'message',
    role: 'assistant',
    model: 'pinned-1',
    stop_sequence: null,
    stop_details: null,
    ...usage(said),
    ...said.unknown,
  };
}

function content({ text, refusal, toolCalls = [] }: Said): Block[] {
  const shown = text ?? refusal;
  return [
    { type: 'thinking', thinking: 'Let me see.', signature: 'EqQB' },
    ...(shown === undefined || shown === '' ? [] : [{ type: 'text', text: shown, citations: null }]),
    ...toolCalls.map(({ id, name, arguments: input }) => ({ type: 'tool_use', id, name, input })),
  ];
}

function blockEvents(block: Block, index: number) {
  const deltas = {
    thinking: () => pieces(String(block.thinking)).map((thinking) => ({ type: 'thinking_delta', thinking })),
    text: () => pieces(String(block.text)).map((text) => ({ type: 'text_delta', text })),
    tool_use: () =>
      pieces(JSON.stringify(block.input)).map((part) => ({ type: 'input_json_delta', partial_json: part })),
  }[block.type] as () => object[];
  const empty = { ...block, ...(block.type === 'tool_use' ? { input: {} } : { [block.type]: '' }) };
  return [
    event('content_block_start', { index, content_block: empty }),
    ...deltas().map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ];
}

/** `input_tokens` is what came neither from the cache nor went into it. */
function usage({ usage: counted }: Said) {
  if (counted === undefined) return {};
  const { input, output, cached = 0, reasoning = 0 } = counted;
  return {
    usage: {
      input_tokens: input - cached,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: cached,
      output_tokens: output,
      output_tokens_details: { thinking_tokens: reasoning },
      service_tier: 'standard',
      inference_geo: 'eu',
      speed: null,
    },
  };
}

function deltaUsage({ usage: counted }: Said) {
  return counted === undefined ? {} : { usage: { output_tokens: counted.output } };
}
