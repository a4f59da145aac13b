import type { Endpoint } from '../endpoint/endpoint.ts';
import { durationSeconds } from './duration.ts';
import type { ProjectFile } from './project.ts';

/** Seconds between two scheduled runs of an endpoint: its own, or the project's. */
export function everySecondsOf({ every }: Pick<Endpoint, 'every'>, project: Pick<ProjectFile, 'every'>): number {
  return durationSeconds(every ?? project.every);
}

/** Confirming runs that are made at most in a row. */
export const mostConfirming = 4;

/** Share of confirming runs where an endpoint with a canary names none. */
const usualShare = 0.1;

/** Most confirming runs of an endpoint, as a share of its scheduled ones. */
export function confirmingShare({ confirmingRuns, canary }: Pick<Endpoint, 'confirmingRuns' | 'canary'>): number {
  return confirmingRuns ?? (canary === undefined ? 0 : usualShare);
}

const secondsPerYear = 365 * 86_400;

/**
 * The most runs of an endpoint in any year: those that are scheduled, and confirming ones. Of these there are at most
 * `mostConfirming` in any `mostConfirming / share` slots of the schedule, so at most `share` times the slots of a year and one
 * row more.
 */
export function mostRunsPerYear(
  endpoint: Pick<Endpoint, 'every' | 'confirmingRuns' | 'canary'>,
  project: Pick<ProjectFile, 'every'>,
): number {
  const scheduled = secondsPerYear / everySecondsOf(endpoint, project);
  const share = confirmingShare(endpoint);
  return share === 0 ? scheduled : scheduled * (1 + share) + mostConfirming;
}
