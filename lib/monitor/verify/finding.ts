/** Something in a store that is not as it should be. */
export interface Finding {
  /** Where: an endpoint, a run, an object. */
  readonly where: string;
  /** What was found, and what was expected. */
  readonly what: string;
  /** Whether it can be mended out of what else is stored; `repaired` once that is done. */
  readonly repair: 'possible' | 'impossible' | 'repaired';
}

/** What was looked at, so that nothing found is not taken for nothing looked at. */
export interface Looked {
  runs: number;
  draws: number;
  /** Runs of which the answers are deleted, as they were kept for as long as they should be. */
  expired: number;
  judgements: number;
  /** Judgements that were computed again and compared. */
  recomputed: number;
  /** Judgements of another version of the detector, made at another promise of false alarms, or after draws that are lost. */
  notComparable: number;
}

export function nothingLooked(): Looked {
  return { runs: 0, draws: 0, expired: 0, judgements: 0, recomputed: 0, notComparable: 0 };
}
