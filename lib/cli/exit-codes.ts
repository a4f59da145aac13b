/** What the process says with its exit code; the same for every command. */
export const exitCodes = {
  /** Done; nothing to report. */
  fine: 0,
  /** Drift was detected, or `lint` found something to mend. */
  drift: 1,
  /** Wrong usage, configuration or input. Nothing was sent and nothing was written. */
  badInput: 2,
  /** Nothing can be said: still learning, too few answers, an endpoint that does not answer, or no runs at all. */
  inconclusive: 3,
  /** Something failed that should not: a full disk, a damaged history, a bug. */
  failed: 4,
  /** Stopped by Ctrl-C: a second time, or where there is nothing to finish first. */
  interrupted: 130,
} as const;

/** The part about exit codes of a command's help. */
export const exitCodesHelp = `
Exit codes:
  0  fine: no drift detected
  1  drift detected
  2  wrong usage, configuration or input; nothing was sent, nothing was written
  3  inconclusive: still learning, too few answers, nothing answers, or no runs
  4  something else failed, e.g. a full disk`;
