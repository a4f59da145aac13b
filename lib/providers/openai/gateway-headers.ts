import type { Completion } from '../../domain/run/completion.ts';

/** Headers in which gateways say whom they asked, and what a sample calls it. */
const told: readonly (readonly [header: string, field: string])[] = [
  ['x-inference-provider', 'servedBy'], // Hugging Face's router
  ['x-litellm-model-id', 'deployment'], // LiteLLM: one of several behind a name
];

/** Adds what a gateway says in headers about who answered; what the answer itself says goes before. Weak: it chooses anew. */
export function addGatewayHeaders(completion: Completion, headers: Headers): Completion {
  const found = told.flatMap(([header, field]): [string, string][] => {
    const value = headers.get(header);
    return value === null || value === '' ? [] : [[field, value]];
  });
  if (found.length === 0) return completion;
  return { ...completion, identity: { ...Object.fromEntries(found), ...completion.identity } };
}
