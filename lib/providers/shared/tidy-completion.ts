import type { Json, JsonObject } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { isBlocked } from './finish-reasons.ts';

/**
 * What an adapter read, less what says nothing: an empty name is no name, and a prompt of no tokens was not counted. An
 * answer that a filter stopped is marked as refused, whatever API it came over. Of the fields that are only kept, those
 * that could not be stored are left out, with a note.
 */
export function tidyCompletion(completion: Completion): Completion {
  const { extra, echoedParameters, notes = [], ...read } = completion;
  const kept = keepStorable({ extra, echoedParameters });
  const all = [...notes, ...kept.notes];
  return {
    ...dropEmpty(countTokens(read)),
    ...(isBlocked(read.finishReason) ? { refusal: true } : {}),
    ...kept.fields,
    ...(all.length === 0 ? {} : { notes: all }),
  };
}

/** No model takes or gives a tenth of it in one call. Sums of what a server made up could not be stored, nor its run ever be ended. */
const mostTokens = 100_000_000;

/** Counts as far as they can be true of an answer. */
export function countTokens<C extends Completion>(completion: C): C {
  const { inputTokens, outputTokens, cachedInputTokens = 0, text, toolCalls = [] } = completion;
  const counts: { [key in CountKey]?: number | undefined } = {};
  for (const key of countKeys) if ((completion[key] ?? 0) > mostTokens) counts[key] = undefined;
  if (inputTokens === 0) for (const key of countKeys) if (completion[key] === 0) counts[key] = undefined;
  if (outputTokens === 0 && (text !== '' || toolCalls.length > 0)) counts.outputTokens = undefined;
  // More cached than there were: the count is of the rest alone, as some gateways pass it on.
  const isCachedTrue = cachedInputTokens <= mostTokens;
  if (inputTokens !== undefined && inputTokens > 0 && isCachedTrue && cachedInputTokens > inputTokens)
    counts.inputTokens = inputTokens + cachedInputTokens;
  if (Object.keys(counts).length === 0) return completion;
  const changed = { ...completion, ...counts };
  for (const key of countKeys) if (changed[key] === undefined) delete changed[key];
  // What was counted as nothing all over was not counted at all.
  if (changed.inputTokens === undefined && changed.outputTokens === undefined) delete changed.usageFields;
  return changed;
}

const countKeys = [
  ...(['inputTokens', 'outputTokens', 'cachedInputTokens', 'cacheWriteInputTokens', 'reasoningTokens'] as const),
];
type CountKey = (typeof countKeys)[number];

/** No name is longer. A detector remembers names: what a server makes up for each answer must not fill its memory. */
const mostOfName = 500;

/** Names that say who answered, and how the answer ended: left out where they are empty. */
function dropEmpty(completion: Completion): Completion {
  const { identity, ...kept } = completion;
  for (const key of ['model', 'fingerprint', 'finishReason'] as const) {
    const name = kept[key];
    if (name?.trim() === '') delete kept[key];
    else if (name !== undefined) kept[key] = cut(name);
  }
  const named = Object.entries(identity ?? {}).filter(([, value]) => value.trim() !== '');
  const names = Object.fromEntries(named.map(([field, value]) => [field, cut(value)]));
  return { ...kept, ...(named.length === 0 ? {} : { identity: names }) };
}

function cut(name: string): string {
  return name.length > mostOfName ? name.slice(0, mostOfName).toWellFormed() : name;
}

/** Deepest nesting that is kept of a field that nobody reads, most values in it, and most characters of its texts. */
const deepest = 64;
const mostValues = 10_000;
const mostCharacters = 256_000;

type Kept = Pick<Completion, 'extra' | 'echoedParameters'>;

/** Leaves out fields that no store could take: numbers beyond all bounds (`1e999`), thousands of levels, megabytes. */
function keepStorable(fields: { readonly [key in keyof Kept]: Kept[key] | undefined }): {
  fields: Kept;
  notes: string[];
} {
  const notes: string[] = [];
  const kept = Object.entries(fields).flatMap(([name, object]) => {
    const entries = Object.entries(object ?? {}).filter(([key, value]) => {
      const why = whyNotStorable(value, 0, { values: 0, characters: 0 });
      if (why !== undefined) notes.push(`not kept: ${name}.${key.slice(0, 40).replace(/[^\w.-]/g, '?')}, ${why}`);
      return why === undefined && value !== undefined;
    });
    // As it will be stored: client libraries and joined streams leave keys behind that hold nothing.
    const plain = () => JSON.parse(JSON.stringify(Object.fromEntries(entries))) as JsonObject;
    return entries.length === 0 ? [] : [[name, plain()]];
  });
  return { fields: Object.fromEntries(kept), notes };
}

function whyNotStorable(value: Json, depth: number, size: { values: number; characters: number }): string | undefined {
  size.values++;
  if (typeof value === 'string') size.characters += value.length;
  if (size.values > mostValues || size.characters > mostCharacters) return 'too large';
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'a number without a bound';
  if (value === null || typeof value !== 'object') return undefined;
  if (depth === deepest) return `more than ${deepest} levels`;
  for (const key in value) {
    const why = whyNotStorable((value as JsonObject)[key] as Json, depth + 1, size);
    if (why !== undefined) return why;
  }
  return undefined;
}
