import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';

/** Shorter texts stand in prompts by chance: replacing "yes" would tear sentences apart. */
const shortestText = 8;

/**
 * Puts what is said now in the place of what was said when a tree was recorded, wherever the recorded text stands in a
 * later input: a plan in a prompt, retrieved passages in a context.
 */
export class FeedForward {
  #replacements: readonly { readonly recorded: string; readonly now: string }[] = [];

  /** A recorded output and what has come instead; given again for the same output, the later one counts. */
  add(recorded: Json | undefined, now: Json): void {
    if (recorded === undefined) return;
    const [before, after] = [writtenForms(recorded), writtenForms(now)];
    const added = before
      .map((text, i) => ({ recorded: text, now: after[i] ?? after[0] ?? '' }))
      .filter((one) => one.recorded.length >= shortestText);
    const kept = this.#replacements.filter((one) => !before.includes(one.recorded)); // said again, it counts anew
    // Longest first: a part must not spoil the whole.
    this.#replacements = [...kept, ...added].sort((a, b) => b.recorded.length - a.recorded.length);
  }

  /** The value with every text in it brought up to date; itself where nothing was replaced. */
  applied<T extends Json>(value: T): T {
    return this.#replacements.length === 0 ? value : (this.#applied(value) as T);
  }

  #applied(value: Json): Json {
    if (typeof value === 'string') return this.#replaced(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.#applied(item));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value as JsonObject).map(([key, item]) => [key, this.#applied(item)]));
  }

  /** All at once, from left to right: what was put in is not looked at again. */
  #replaced(text: string): string {
    let result = '';
    for (let at = 0; at < text.length; ) {
      const found = this.#replacements.find(({ recorded }) => text.startsWith(recorded, at));
      result += found === undefined ? text[at] : found.now;
      at += found === undefined ? 1 : found.recorded.length;
    }
    return result;
  }
}

/** How programs write an output into a prompt: a text as it is and trimmed, other values as compact and indented JSON. */
function writtenForms(output: Json): string[] {
  if (typeof output === 'string') return [output, output.trim()];
  return [JSON.stringify(output), JSON.stringify(output, null, 2)];
}
