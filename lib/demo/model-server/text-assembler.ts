/** What one more token made certain. */
export interface Shown {
  /** Text that may be shown now. */
  readonly text: string;
  /** How many tokens that text used up: those that begin inside it and were not counted before. */
  readonly tokens: number;
}

/**
 * Puts an answer together from the bytes of its tokens, and ends it before the first stop string. Text is shown as soon
 * as it is certain: the end that may be the beginning of a stop string or of a UTF-8 character is held back.
 */
export class TextAssembler {
  readonly #stops: readonly string[];
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Decoded but held back. */
  #held = '';
  /** UTF-16 units shown so far. */
  #shownLength = 0;
  /** Where the tokens that no shown text has used up begin, in UTF-16 units of the answer. */
  readonly #waiting: number[] = [];
  #stopped = false;

  /** @param stops strings of at least one character, none for an answer that only its end ends. */
  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Whether a stop string has come; later tokens are not looked at. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Adds the next token. */
  push(bytes: Uint8Array): Shown {
    this.#waiting.push(this.#shownLength + this.#held.length);
    this.#held += this.#decoder.decode(bytes, { stream: true });
    const at = this.#firstStop();
    if (at === undefined) return this.#show(this.#held.length - this.#possibleStop());
    this.#stopped = true;
    return this.#show(at);
  }

  /** The answer has ended: shows what was held back, half a character as U+FFFD. */
  end(): Shown {
    if (this.#stopped) return { text: '', tokens: 0 };
    this.#held += this.#decoder.decode();
    return this.#show(this.#held.length);
  }

  #show(length: number): Shown {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    this.#shownLength += length;
    const stillWaiting = this.#waiting.findIndex((begin) => begin >= this.#shownLength);
    return { text, tokens: this.#waiting.splice(0, stillWaiting === -1 ? this.#waiting.length : stillWaiting).length };
  }

  #firstStop(): number | undefined {
    const found = this.#stops.map((stop) => this.#held.indexOf(stop)).filter((at) => at !== -1);
    return found.length === 0 ? undefined : Math.min(...found);
  }

  /** Length of the longest end of the held text with which a stop string begins. */
  #possibleStop(): number {
    const longest = Math.max(0, ...this.#stops.map((stop) => stop.length - 1));
    for (let length = Math.min(longest, this.#held.length); length > 0; length--) {
      const end = this.#held.slice(-length);
      if (this.#stops.some((stop) => stop.startsWith(end))) return length;
    }
    return 0;
  }
}
