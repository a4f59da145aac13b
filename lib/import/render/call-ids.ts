import type { Call, Result } from '../conversation.ts';

/**
 * Ids for calls of tools and their results: those that came, where the API takes them; made up for the others, each result
 * answering the oldest open call of its name. Made-up ids are nine letters and digits, which is all that Mistral takes.
 */
export class CallIds {
  readonly #pattern: RegExp;
  readonly #known = new Map<string, string>();
  #made = 0;
  #open: { readonly id: string; readonly name: string }[] = [];

  constructor(pattern: RegExp = /^.+$/s) {
    this.#pattern = pattern;
  }

  call({ id, name }: Call): string {
    const isFree = id !== undefined && this.#pattern.test(id) && !this.#open.some((call) => call.id === id);
    const own = isFree ? id : this.#makeUp();
    if (id !== undefined) this.#known.set(id, own);
    this.#open.push({ id: own, name });
    return own;
  }

  result({ id, name }: Result): string {
    const named = id === undefined ? undefined : this.#known.get(id);
    const answered = this.#open.find((call) => (named === undefined ? call.name === name : call.id === named));
    const own = answered?.id ?? named ?? (id === undefined ? this.#open[0]?.id : undefined) ?? id ?? this.#makeUp();
    this.#open = this.#open.filter((call) => call.id !== own);
    return own;
  }

  get missing(): string[] {
    return this.#made === 0 ? [] : ['ids of tool calls'];
  }

  #makeUp(): string {
    return `call${String(this.#made++).padStart(5, '0')}`;
  }
}
