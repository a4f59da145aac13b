/** An agent as it was recorded: it looks an order up, reads the policy, and answers; then a reviewer sums up. */
export const orderAgent = {
  id: 'order-agent',
  nodes: [
    {
      id: 'ask',
      kind: 'llm',
      input: {
        messages: [
          { role: 'system', content: 'You are a support agent.' },
          { role: 'user', content: 'Where is order 4711?' },
        ],
        tools: [{ type: 'function', function: { name: 'track_order', parameters: { type: 'object' } } }],
        parameters: { temperature: 0, max_tokens: 50 },
      },
      output: { toolCalls: [{ id: 'call_a', name: 'track_order', arguments: '{"order_id": 4711}' }] },
      expectations: [{ kind: 'tool-called', tool: 'track_order', arguments: { order_id: 4711 } }],
    },
    {
      id: 'track',
      parentId: 'ask',
      kind: 'tool',
      name: 'track_order',
      callId: 'call_a',
      input: { order_id: 4711 },
      output: { status: 'shipped', eta: '2 days' },
    },
    {
      id: 'answer',
      parentId: 'ask',
      kind: 'llm',
      input: {
        messages: [
          { role: 'system', content: 'You are a support agent.' },
          { role: 'user', content: 'Where is order 4711?' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'call_a', type: 'function', function: { name: 'track_order', arguments: '{"order_id": 4711}' } },
            ],
          },
          { role: 'tool', tool_call_id: 'call_a', content: '{"status":"shipped","eta":"2 days"}' },
        ],
        tools: [{ type: 'function', function: { name: 'track_order', parameters: { type: 'object' } } }],
        parameters: { temperature: 0, max_tokens: 50 },
      },
      output: { text: 'It was shipped and comes in 2 days.' },
      expectations: [{ kind: 'contains', text: '2 days' }],
    },
    {
      id: 'policy',
      kind: 'retrieval',
      name: 'policy_search',
      input: { query: 'It was shipped and comes in 2 days.' },
      output: 'Shipped orders cannot be cancelled.',
    },
    {
      id: 'review',
      kind: 'llm',
      input: {
        messages: [
          {
            role: 'user',
            content:
              'Sum up.\nAnswer: It was shipped and comes in 2 days.\nPolicy: Shipped orders cannot be cancelled.',
          },
        ],
        parameters: { temperature: 0, max_tokens: 50 },
      },
      output: { text: 'On its way, cannot be cancelled.' },
    },
  ],
  expectations: [
    { kind: 'contains', text: 'cannot be cancelled' },
    { kind: 'tool-called', tool: 'track_order' },
  ],
} as const;
