import * as z from 'zod';

/**
 * How much an alert matters, least first: what fails matters more than what is worded otherwise, and that more than what
 * only log-probabilities show.
 */
export const severities = ['info', 'minor', 'major', 'critical'] as const;

export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

/**
 * Whether something is at least so severe.
 *
 * @example isAtLeast('major', 'minor') // true
 */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least);
}

/** The more severe of several; `info` of none. */
export function mostSevere(all: readonly Severity[]): Severity {
  return all.reduce((most, one) => (isAtLeast(one, most) ? one : most), 'info');
}
