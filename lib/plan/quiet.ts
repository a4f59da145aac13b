import { type MaintenanceWindow, occurrences } from '../domain/project/maintenance.ts';
import type { Action } from '../domain/verdict/action.ts';
import type { QuietPeriod } from '../domain/verdict/quiet-period.ts';
import { silences } from '../domain/verdict/silences.ts';

/** When nothing of an endpoint is told. */
export interface QuietRules {
  readonly endpoint: string;
  /** Windows of the whole project. */
  readonly maintenance: readonly MaintenanceWindow[];
  /** Actions of this endpoint, oldest first. */
  readonly actions: readonly Action[];
}

/** The quiet period at a time; of several the one that lasts longest. Undefined where people are told. */
export function quietAt(at: Date, rules: QuietRules): QuietPeriod | undefined {
  return quietBetween(at, at, rules)
    .filter(({ from, until }) => Date.parse(from) <= at.getTime() && at.getTime() < Date.parse(until))
    .sort((a, b) => Date.parse(b.until) - Date.parse(a.until))[0];
}

/**
 * Since when news is still worth telling: `tellForMs` ago, or the beginning of the quiet periods that ended since, as nobody
 * could be told in them.
 */
export function tellFrom(now: Date, tellForMs: number, rules: QuietRules): Date {
  let from = now.getTime() - tellForMs;
  for (;;) {
    // A period that ended within the time goes back to its beginning, before which another one may have ended.
    const earlier = quietBetween(new Date(from), now, rules).map((period) => Date.parse(period.from));
    const earliest = Math.min(from, ...earlier);
    if (earliest === from) return new Date(from);
    from = earliest;
  }
}

/** Quiet periods that end after one time and begin not later than another. */
function quietBetween(after: Date, until: Date, { endpoint, maintenance, actions }: QuietRules): QuietPeriod[] {
  const planned = maintenance
    .filter(({ endpoints }) => endpoints?.includes(endpoint) ?? true)
    .flatMap((window) =>
      occurrences(window, after, until).map(
        (one): QuietPeriod => ({
          kind: 'maintenance',
          name: window.name,
          from: one.from.toISOString(),
          until: one.until.toISOString(),
        }),
      ),
    );
  return [...silences(actions), ...planned].filter(
    (period) => Date.parse(period.until) > after.getTime() && Date.parse(period.from) <= until.getTime(),
  );
}
