import { StringDecoder } from 'node:string_decoder';

/** A JSON value, as it stands in a text. */
export interface JsonText {
  readonly text: string;
  /** Line on which it begins, from 1 on. */
  readonly line: number;
}

/**
 * Cuts a text of JSON values, one after the other with white space or nothing between them, into these values without
 * parsing them; of a value that is a list, its elements. Brackets are counted, texts skipped. What is no JSON comes out as
 * a value that does not parse. Memory: one value and one chunk.
 */
export async function* jsonValues(chunks: AsyncIterable<Buffer>): AsyncGenerator<JsonText> {
  const decoder = new StringDecoder('utf8');
  const cutter = new Cutter();
  for await (const chunk of chunks) yield* cutter.cut(decoder.write(chunk));
  yield* cutter.end();
}

const [quote, backslash, comma, lineBreak] = [34, 92, 44, 10];

class Cutter {
  /** Brackets that are open, those of a list around the values left out. */
  #depth = 0;
  #inList = false;
  #quoted = false;
  #escaped = false;
  #line = 1;
  /** What has been read of a value, and the line on which it began; 0 between two values. */
  #begun = '';
  #beganOn = 0;

  *cut(text: string): Generator<JsonText> {
    let from = this.#beganOn === 0 ? -1 : 0;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === lineBreak) this.#line++;
      if (this.#quoted) {
        if (this.#escaped) this.#escaped = false;
        else if (c === backslash) this.#escaped = true;
        else if (c === quote) this.#quoted = false;
        continue;
      }
      const closes = c === 93 || c === 125; // ] }
      if (this.#depth === 0) {
        const ends = (this.#inList && (c === comma || c === 93)) || (!this.#inList && c <= 32);
        if (ends && this.#beganOn > 0) {
          yield this.#take(text.slice(from, i));
          from = -1;
        }
        if (this.#inList && c === 93) this.#inList = false;
        else if (!this.#inList && c === 91 && this.#beganOn === 0) this.#inList = true;
        else if (!ends && c > 32 && this.#beganOn === 0) {
          this.#beganOn = this.#line;
          from = i;
        }
        if (from === -1) continue;
      }
      if (c === quote) this.#quoted = true;
      else if (c === 91 || c === 123) this.#depth++;
      else if (closes && this.#depth > 0 && --this.#depth === 0 && !this.#inList) {
        yield this.#take(text.slice(from, i + 1));
        from = -1;
      }
    }
    if (from >= 0) this.#begun += text.slice(from);
  }

  *end(): Generator<JsonText> {
    if (this.#beganOn > 0) yield this.#take('');
    else if (this.#inList) yield { text: '', line: this.#line }; // no bracket closes the list
  }

  #take(last: string): JsonText {
    const value = { text: this.#begun + last, line: this.#beganOn };
    this.#begun = '';
    this.#beganOn = 0;
    return value;
  }
}
