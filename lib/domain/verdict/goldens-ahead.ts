/** What edits of goldens since the newest judged run mean for the next one. */
export interface GoldensAhead {
  /** Ids of goldens whose text or parameters are others, of those that are new, and of those that the baseline holds and the project does not. */
  readonly edited: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
  /** Goldens that the next run can judge, of how many that ought to be, and whether that is enough to say that there is no drift. */
  readonly judged: number;
  readonly expected: number;
  readonly isEnough: boolean;
}
