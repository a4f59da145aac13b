import type { ProviderCompletion } from '../ports/provider.ts';
import type { Drawer } from './drawer.ts';

/** Whether sharp prompts can be looked for at an endpoint, and how. */
export type FirstLook =
  | { readonly can: true; readonly logprobs: boolean }
  | { readonly can: false; readonly because: string };

/** Prompts of the look: any model answers them with text. */
const prompts = ['Say a word.', 'Name a colour.'] as const;

/** An answer that was to be one token may be counted as a few: marks of a template, or an end. */
const mostTokens = 4;

/** What a request asks for that is surely long enough, to tell a refused limit from other refusals. */
const longEnough = 16;

/**
 * Asks an endpoint for one token at temperature 0, with log-probabilities where the API offers them. Two to five calls; where it
 * cannot work, the reason is one sentence, and nothing further is to be sent.
 */
export async function lookFirst(drawer: Drawer, offersLogprobs: boolean): Promise<FirstLook> {
  const [text] = prompts;
  let logprobs = offersLogprobs;
  let first = await drawer.one(text, { temperature: 0, logprobs });
  if (first?.error === 'invalid-request' && logprobs) {
    logprobs = false;
    first = await drawer.one(text, { temperature: 0, logprobs });
  }
  if (first === undefined) return { can: false, because: 'it was stopped before the first answer' };
  if (first.error === 'invalid-request') return { can: false, because: await refusedPart(drawer, first) };
  if (first.error !== undefined) return { can: false, because: `it does not answer: ${first.error}` };
  const second = await drawer.one(prompts[1], { temperature: 0, logprobs });
  const answers = [first, ...(second === undefined || second.error !== undefined ? [] : [second])];
  const because = unfit(answers);
  if (because !== undefined) return { can: false, because };
  return { can: true, logprobs: logprobs && answers.every(({ firstTokenTop = [] }) => firstTokenTop.length > 1) };
}

/** Which of temperature and limit the endpoint refuses, by leaving out one and then the other. */
async function refusedPart(drawer: Drawer, { failure }: ProviderCompletion): Promise<string> {
  const named = failure?.param ?? '';
  if (/temperature/i.test(named)) return noTemperature;
  const [text] = prompts;
  const longer = await drawer.one(text, { temperature: 0, logprobs: false, tokens: longEnough });
  if (longer !== undefined && longer.error === undefined) return noOneToken;
  const free = await drawer.one(text, { logprobs: false, tokens: longEnough });
  if (free !== undefined && free.error === undefined) return noTemperature;
  return 'it calls a plain request for one token invalid';
}

const noTemperature = 'it takes no temperature, so that what its first tokens vary by cannot be set';
const noOneToken = 'it refuses answers of one token: its shortest limit is longer';

function unfit(answers: readonly ProviderCompletion[]): string | undefined {
  if (answers.some(({ reasoningTokens = 0 }) => reasoningTokens > 0))
    return 'it reasons before it answers, hidden and billed, so that one token shows nothing';
  if (answers.every(({ text = '', toolCalls = [] }) => text.trim() === '' && toolCalls.length === 0))
    return 'one token of it is no text: it reasons before it answers, or begins with marks';
  const most = Math.max(...answers.map(({ outputTokens = 0 }) => outputTokens));
  if (most > mostTokens) return `it answers with ${most} tokens where one is asked for`;
  return undefined;
}
