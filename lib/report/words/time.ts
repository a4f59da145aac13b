const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22 Nov 2026` in UTC. */
export function utcDate(at: string | number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `03:10` in UTC. */
export function utcClock(at: string | number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** `22 Nov 2026 03:10 UTC`. Always UTC: an alert is read in many time zones and must not depend on the sender's. */
export function utcTime(at: string | number): string {
  return `${utcDate(at)} ${utcClock(at)} UTC`;
}

/** `22 Nov 03:10`: for tables whose head says UTC. */
export function utcShort(at: string | number): string {
  return `${utcDate(at).slice(0, -5)} ${utcClock(at)}`;
}

/** `22 Nov 2026, 02:40 to 03:40 UTC`, with the day said twice only where it changes. */
export function utcRange(from: string, to: string): string {
  if (utcDate(from) === utcDate(to)) return `${utcDate(from)}, ${utcClock(from)} to ${utcClock(to)} UTC`;
  return `${utcDate(from)} ${utcClock(from)} to ${utcDate(to)} ${utcClock(to)} UTC`;
}
