/**
 * The id of the row of a run, for links inside a page: letters that any attribute takes, and different for different runs.
 *
 * @example runAnchor('20261122T090000000Z-support'); // 'run-20261122T090000000Z-support'
 */
export function runAnchor(run: string): string {
  return `run-${run.replace(/[^A-Za-z0-9_.-]/gu, (character) => `~${character.codePointAt(0)?.toString(16)}~`)}`;
}

/** The id of a golden in the list of those that moved, by its place there. */
export function goldenAnchor(place: number): string {
  return `golden-${place}`;
}
