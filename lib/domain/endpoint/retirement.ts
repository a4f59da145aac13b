/** How close a model's retirement is, once it is close enough to speak of. */
export interface Retirement {
  /** The day, ISO 8601. */
  readonly on: string;
  /** Days from today until then, by the UTC calendar; negative once it is past. */
  readonly days: number;
  /** The last mark that was passed: 90, 30 or 7 days before, or the day itself (`past`). */
  readonly mark: 90 | 30 | 7 | 'past';
}

const dayMs = 86_400_000;

/**
 * How close a retirement is at `now` (ISO 8601). Undefined earlier than 90 days before it, and for what is not a date:
 * a provider's word for it is shown where the list is shown, and nobody is warned by it.
 */
export function retirement(retiresAt: string | undefined, now: string): Retirement | undefined {
  const at = Date.parse(retiresAt ?? '');
  if (Number.isNaN(at)) return undefined;
  const days = Math.floor(at / dayMs) - Math.floor(Date.parse(now) / dayMs);
  if (days > 90) return undefined;
  const mark = days < 0 ? 'past' : days <= 7 ? 7 : days <= 30 ? 30 : 90;
  return { on: new Date(at).toISOString().slice(0, 10), days, mark };
}
