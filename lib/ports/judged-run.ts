import type { Incident } from '../domain/verdict/incident.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';

/** What judging a run came to: stored together or not at all. */
export interface JudgedRun {
  readonly judgement: Judgement;
  /** The detector's memory after the run, and the revision of the one before it (0 = none yet). */
  readonly detector: { readonly state: Uint8Array; readonly expectedRevision: number };
  /** The next revision of the incident that the run opens, continues or resolves; absent where it changes none. */
  readonly incident?: Incident | undefined;
}
