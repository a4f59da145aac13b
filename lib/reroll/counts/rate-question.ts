import type { BoundVerdict, FailureRate } from '../../domain/verdict/reroll.ts';
import { cleanDrawsAtOnce, cleanDrawsLeft } from '../../stats/clean-draws.ts';
import { clopperPearson } from '../../stats/clopper-pearson.ts';
import { logEvidenceAbove, logEvidenceBelow, type RateCount, rateSequence } from '../../stats/rate-evidence.ts';

/** What somebody wants to know of a failure rate; drawing may end as soon as it is answered. */
export interface RateQuestion {
  /** Is it below this rate? Between 0 and 1, exclusive. */
  readonly bound?: number;
  /** How large is it, give or take this much? Half the width of the interval, above 0. */
  readonly within?: number;
  /** How sure the answer has to be. @default 0.95 */
  readonly confidence?: number;
}

const usualConfidence = 0.95;

/**
 * Follows a failure rate draw by draw and says when the question about it is answered. Looking after every draw is
 * accounted for: a rate on the other side of the bound is called `below` (or `above`) with a chance of at most
 * 1 - confidence, however many draws are made.
 */
export class RateWatch {
  readonly question: RateQuestion;
  readonly #confidence: number;
  #failures = 0;
  #draws = 0;
  #decided: { readonly verdict: 'below' | 'above'; readonly after: number } | undefined;

  constructor(question: RateQuestion) {
    this.question = question;
    this.#confidence = question.confidence ?? usualConfidence;
  }

  /** Counts one draw; draws must come in the order in which they were sent, or quick answers count for more. */
  count(failed: boolean): void {
    this.#draws++;
    if (failed) this.#failures++;
    this.#decided ??= this.#decide();
  }

  /** Why no further draw is needed, if none is. */
  get answered(): 'decided' | 'precise' | undefined {
    if (this.#decided !== undefined) return 'decided';
    const { bound, within } = this.question;
    if (bound !== undefined || within === undefined || this.#draws === 0) return undefined;
    const { low, high } = rateSequence(this.#counts, this.#confidence);
    return (high - low) / 2 <= within ? 'precise' : undefined;
  }

  /** What is known of the bound that was asked about. */
  verdict(): BoundVerdict | undefined {
    const { bound } = this.question;
    if (bound === undefined) return undefined;
    const confidence = this.#confidence;
    const asked = { bound, confidence, cleanDrawsAtOnce: cleanDrawsAtOnce(bound, confidence) };
    const decided = this.#decided;
    return decided === undefined
      ? { ...asked, verdict: 'undecided', cleanDrawsLeft: cleanDrawsLeft(this.#counts, { bound, confidence }) }
      : { ...asked, verdict: decided.verdict, decidedAfter: decided.after };
  }

  get #counts(): RateCount {
    return { failures: this.#failures, draws: this.#draws };
  }

  #decide(): { readonly verdict: 'below' | 'above'; readonly after: number } | undefined {
    const { bound } = this.question;
    if (bound === undefined) return undefined;
    const enough = -Math.log1p(-this.#confidence);
    const after = this.#draws;
    if (logEvidenceBelow(this.#counts, bound) >= enough) return { verdict: 'below', after };
    return logEvidenceAbove(this.#counts, bound) >= enough ? { verdict: 'above', after } : undefined;
  }
}

/** Clean draws after which a rate would be shown to be below a bound, if they are looked at one by one. */
export function drawsToShow(bound: number, confidence = usualConfidence): number {
  return cleanDrawsLeft({ failures: 0, draws: 0 }, { bound, confidence });
}

/** A counted rate with both of its intervals, at 95 %. */
export function failureRate(name: string, failures: number, draws: number): FailureRate {
  const exact = draws === 0 ? { estimate: Number.NaN, low: 0, high: 1 } : clopperPearson(failures, draws);
  return { name, failures, draws, exact, anytime: rateSequence({ failures, draws }) };
}
