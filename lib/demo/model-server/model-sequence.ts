import type { LlamaContextSequence, Token } from 'node-llama-cpp';

export interface Sampling {
  /** 0 to 2; 0 is greedy. */
  readonly temperature: number;
  /** 0 to 1, applied to the distribution before the temperature, as llama.cpp does. */
  readonly topP: number;
  /** 32 bits, see `samplerSeed`. */
  readonly seed: number;
  /** Tokens to draw at most, at least 1. */
  readonly maxTokens: number;
}

/** A token with its log-probability under the model itself, before temperature and top-p. */
export interface TokenScore {
  readonly token: Token;
  /** Natural log, at most 0. */
  readonly logprob: number;
}

export interface ScoredToken extends TokenScore {
  /** The most likely tokens at this place, best first. */
  readonly top: readonly TokenScore[];
}

/** One of the lanes in which a context computes; lanes that are busy at the same time are computed as one batch. */
export class ModelSequence {
  readonly #sequence: LlamaContextSequence;

  constructor(sequence: LlamaContextSequence) {
    this.#sequence = sequence;
  }

  /**
   * Draws an answer token by token, the end token included, with the engine's own sampler. `prompt` and `maxTokens`
   * together must fit the window, else the engine would silently forget the beginning.
   */
  async *draw(prompt: readonly Token[], { temperature, topP, seed, maxTokens }: Sampling): AsyncGenerator<Token> {
    await this.#sequence.clearHistory();
    let left = maxTokens;
    const options = { temperature, topP, topK: 0, seed, yieldEogToken: true };
    for await (const token of this.#sequence.evaluate([...prompt], options)) {
      yield token;
      if (this.#sequence.model.isEogToken(token) || --left === 0) return;
    }
  }

  /**
   * Log-probabilities of an answer that was just drawn here, and of the `top` (0 to 20) likeliest alternatives.
   *
   * Evaluates the answer once more as one batch, for about half the price of drawing it: that is several times cheaper
   * than handing over all logits at each step, it leaves sampling to the engine so that a seed gives the same text with
   * and without log-probabilities, and on a CPU it gives the same bits as evaluating step by step.
   */
  async score(prompt: readonly Token[], answer: readonly Token[], top: number): Promise<ScoredToken[]> {
    if (answer.length === 0) return [];
    const start = prompt.length - 1; // the prompt's last token predicts the answer's first
    await this.#sequence.eraseContextTokenRanges([{ start, end: this.#sequence.nextTokenIndex }]);
    const inputs = [...prompt.slice(start), ...answer.slice(0, -1)];
    const results = await this.#sequence.controlledEvaluate(
      inputs.map((input, i) => {
        const filter = { tokens: [answer[i] as Token], includeTop: Math.max(1, top) };
        return [input, { generateNext: { logits: { filter }, totalLogitWeight: true } }];
      }),
    );
    return results.map((result, i) => scoreTokens(answer[i] as Token, result?.next ?? {}, top));
  }
}

function scoreTokens(
  token: Token,
  next: { logits?: Map<Token, number>; totalLogitWeight?: number },
  top: number,
): ScoredToken {
  const { logits, totalLogitWeight } = next;
  const best = logits?.values().next().value; // sorted, best first
  if (logits === undefined || totalLogitWeight === undefined || best === undefined)
    throw new Error('expected the engine to return logits');
  const normalizer = best + Math.log(totalLogitWeight);
  const score = ([candidate, logit]: readonly [Token, number]) => ({ token: candidate, logprob: logit - normalizer });
  return { ...score([token, logits.get(token) as number]), top: [...logits].slice(0, top).map(score) };
}
