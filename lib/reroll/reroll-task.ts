import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { usualDraws } from '../domain/verdict/reroll.ts';
import { drawsToShow, type RateQuestion } from './counts/rate-question.ts';

/** What to draw, and what is asked. */
export interface RerollTask {
  readonly endpoint: Endpoint;
  readonly golden: GoldenRequest;
  /** Draws to make at most, from 1 on. */
  readonly draws: number;
  /** Time over which the draws are spread, each at a random moment of its share of it. @default 0, as fast as allowed */
  readonly overMs?: number;
  /** Drawing ends when it is answered; without a question all draws are made. */
  readonly question?: RateQuestion;
}

/** What may be said of a re-roll beside what to draw and where. */
export interface RerollWishes {
  /** Draws at most, from 1 on. @default 200, or what `proveBelow` needs if that is more */
  readonly draws?: number | undefined;
  /** Ends as soon as the failure rate is shown to be below, or above, this; between 0 and 1. */
  readonly proveBelow?: number | undefined;
  /** Ends as soon as the failure rate is known to within this; between 0 and 1. */
  readonly within?: number | undefined;
  /** Time over which the draws are spread. @default 0 */
  readonly overMs?: number | undefined;
}

/** The task that somebody's wishes come to. */
export function rerollTask(
  what: Pick<RerollTask, 'golden' | 'endpoint'>,
  { draws, proveBelow, within, overMs }: RerollWishes,
): RerollTask {
  return {
    ...what,
    draws: draws ?? Math.max(usualDraws, proveBelow === undefined ? 0 : drawsToShow(proveBelow)),
    ...(overMs === undefined ? {} : { overMs }),
    question: {
      ...(proveBelow === undefined ? {} : { bound: proveBelow }),
      ...(within === undefined ? {} : { within }),
    },
  };
}
