import type { Token } from 'node-llama-cpp';
import type { ModelSequence, Sampling, ScoredToken } from './model-sequence.ts';
import { type Shown, TextAssembler } from './text-assembler.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface AnswerRequest {
  readonly prompt: readonly Token[];
  readonly sampling: Sampling;
  readonly stop: readonly string[];
  /** Alternatives to list for each token, 0 to 20; undefined: no log-probabilities. */
  readonly topLogprobs: number | undefined;
}

/** A piece of an answer: text, and the tokens that begin in it if log-probabilities were asked for. */
export interface AnswerPiece {
  readonly text: string;
  readonly tokens: readonly ScoredToken[];
}

/** What comes after the last piece. */
export interface AnswerEnd {
  readonly finishReason: 'stop' | 'length';
  /** How much was drawn, with what a stop string cut off, without the end token. */
  readonly drawnTokens: number;
}

/**
 * Draws one answer, piece by piece as it comes. With log-probabilities the pieces come all at once when the answer is
 * drawn, since it is scored as a whole.
 */
export async function* drawAnswer(
  request: AnswerRequest,
  sequence: ModelSequence,
  vocabulary: Vocabulary,
  signal: AbortSignal,
): AsyncGenerator<AnswerPiece | AnswerEnd> {
  const drawing = new Drawing(request, sequence, vocabulary, signal);
  const { topLogprobs } = request;
  if (topLogprobs === undefined) {
    for await (const { text } of drawing.pieces()) if (text !== '') yield { text, tokens: [] };
  } else {
    const pieces: Shown[] = [];
    for await (const piece of drawing.pieces()) pieces.push(piece);
    const scores = await sequence.score(request.prompt, drawing.tokens, topLogprobs);
    for (const { text, tokens } of pieces) if (text !== '') yield { text, tokens: scores.splice(0, tokens) };
  }
  yield { finishReason: drawing.finishReason, drawnTokens: drawing.tokens.length };
}

/** Draws until the end token, a stop string or the limit, and remembers what it drew. */
class Drawing {
  readonly tokens: Token[] = [];
  finishReason: AnswerEnd['finishReason'] = 'length';
  readonly #request: AnswerRequest;
  readonly #sequence: ModelSequence;
  readonly #vocabulary: Vocabulary;
  readonly #signal: AbortSignal;

  constructor(request: AnswerRequest, sequence: ModelSequence, vocabulary: Vocabulary, signal: AbortSignal) {
    this.#request = request;
    this.#sequence = sequence;
    this.#vocabulary = vocabulary;
    this.#signal = signal;
  }

  async *pieces(): AsyncGenerator<Shown> {
    const text = new TextAssembler(this.#request.stop);
    const end = this.#vocabulary.special('<|end|>');
    for await (const token of this.#sequence.draw(this.#request.prompt, this.#request.sampling)) {
      this.#signal.throwIfAborted();
      if (token === end) {
        this.finishReason = 'stop';
        break;
      }
      this.tokens.push(token);
      yield text.push(this.#vocabulary.bytes(token));
      if (text.stopped) {
        this.finishReason = 'stop';
        break;
      }
    }
    yield text.end();
  }
}
