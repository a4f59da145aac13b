/** How a replay is ended early; neither loses a draw that was answered. */
export interface ReplaySignals {
  /** Send nothing new; what is in flight is finished and stored. */
  readonly stop: AbortSignal;
  /** Break off what is in flight as well; for a deadline that is about to pass. */
  readonly cancel?: AbortSignal;
}
