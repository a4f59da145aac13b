import type { LlamaModel, Token } from 'node-llama-cpp';
import type { Marker, Segment } from './chat-template.ts';
import { tokenBytes } from './token-bytes.ts';

/** `tokenizer.ggml.token_type` of a control token. */
const controlType = 3;

/** The model's tokens: text to ids, ids to bytes. All variants share one vocabulary. */
export class Vocabulary {
  readonly #model: LlamaModel;
  readonly #written: readonly string[];
  readonly #types: readonly number[];
  readonly #bytes: readonly Uint8Array[];

  constructor(model: LlamaModel) {
    const { tokens, token_type: types } = model.fileInfo.metadata.tokenizer.ggml;
    this.#model = model;
    this.#written = tokens;
    this.#types = types as readonly number[];
    this.#bytes = tokenBytes(tokens, (id) => this.isSpecial(id as Token));
  }

  /** Token ids of a prompt. What a user wrote never becomes a special token. */
  encode(segments: readonly Segment[]): Token[] {
    return segments.flatMap((segment) =>
      'marker' in segment ? [this.special(segment.marker)] : this.#model.tokenize(segment.text, false),
    );
  }

  special(marker: Marker): Token {
    return this.#written.indexOf(marker) as Token;
  }

  isSpecial(token: Token): boolean {
    return this.#types[token] === controlType;
  }

  /** Bytes of text that a token stands for; none for a special token. */
  bytes(token: Token): Uint8Array {
    return this.#bytes[token] as Uint8Array;
  }

  /** A special token's name. */
  name(token: Token): string {
    return this.#written[token] as string;
  }
}
