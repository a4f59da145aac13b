/** An endpoint's part in the fleet. */
export interface FleetMember {
  /** Runs of this endpoint in a year. */
  readonly runsPerYear: number;
  /** Its part of the promise is one in so many, at least 1; the parts of all members add up to at most 1. @default their number */
  readonly oneIn?: number;
}

/**
 * Thresholds at which a whole fleet raises at most so many false alarms a year on average: each endpoint with n runs a
 * year contributes at most n / threshold, however the endpoints depend on each other. All get the same share of the promise,
 * or those that are stated.
 *
 * @param falseAlarmsPerYear the promise, greater than 0.
 * @returns the threshold of each member, in its place; at least 2.
 *
 * Source: error over patience, Dandapanthula and Ramdas (2025), "Multiple testing in multi-stream sequential change
 * detection"; the expectations add without any assumption of independence.
 */
export function fleetThresholds(fleet: readonly FleetMember[], falseAlarmsPerYear: number): readonly number[] {
  return fleet.map(({ runsPerYear, oneIn = fleet.length }) => Math.max(2, (oneIn * runsPerYear) / falseAlarmsPerYear));
}
