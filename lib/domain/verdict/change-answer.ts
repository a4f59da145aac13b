import type { Interval } from '../interval.ts';
import type { Condition } from './condition.ts';
import type { Epoch } from './epoch.ts';
import type { Fact } from './evidence.ts';
import type { Incident } from './incident.ts';

/** A fact, and the run whose judgement told it. */
export interface ListedFact extends Fact {
  readonly endpoint: string;
  readonly epoch: number;
  readonly run: string;
  readonly at: string;
}

/** A span of time that is asked about; ISO 8601, inclusive and exclusive. */
export interface Span {
  readonly from: string;
  readonly until: string;
}

/** A change that was detected, and when it began as far as that is known. */
export interface DatedChange {
  readonly incident: Incident;
  /** The likeliest beginning, and the bounds that it lies between; the alarm where nothing better is known. */
  readonly since: { readonly at: string; readonly earliest: string; readonly latest: string };
  readonly effect?: Interval;
  readonly goldens: readonly string[];
}

/**
 * Whether the answers of an endpoint changed in a span of time:
 *
 * - `changed`: a change that was detected began in it, most likely;
 * - `may-have`: a change that was detected may have begun in it, more likely before or after it;
 * - `was-changed`: what is served had changed before and had not gone back; while that goes on, nothing tells another change;
 * - `no-change-shown`: runs of the span were judged, and no change is dated to it;
 * - `cannot-tell`: nothing was judged in it, or not yet enough after it.
 *
 * A change that was detected before and had not gone back is among the changes of `cannot-tell`, too.
 */
export interface ChangeAnswer {
  readonly kind: 'changed' | 'may-have' | 'was-changed' | 'no-change-shown' | 'cannot-tell';
  readonly endpoint: string;
  readonly span: Span;
  /** Changes that the answer is about. */
  readonly changes: readonly DatedChange[];
  /** Runs of the span, those of them that were judged, and of these the ones that show drift. */
  readonly runs: number;
  readonly judged: number;
  readonly drifting: number;
  /** Why the others were not judged, commonest first. */
  readonly unjudged: readonly { readonly reason: string; readonly runs: number }[];
  /** Fewest goldens that a judged run covers, and how many it ought to; left out where all were covered. */
  readonly covered?: { readonly judged: number; readonly expected: number };
  /** Set where a change near the end of the span would not have shown yet: judged runs since, and how many it takes. */
  readonly tooEarly?: { readonly runsSince: number; readonly needed: number };
  /** What is certain without statistics, told in the span. */
  readonly facts: readonly ListedFact[];
  /** Baselines that began in the span: what came before is not compared with what came after. */
  readonly baselines: readonly Epoch[];
  /** What kept the endpoint from being watched. */
  readonly conditions: readonly Condition[];
}
