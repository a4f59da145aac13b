import type { Interval } from '../../domain/interval.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { isAtLeast } from '../../domain/verdict/severity.ts';

/**
 * How a later run goes beyond the one that raised the alarm and is worth disturbing somebody again, each once an
 * incident: another group of channels alarms, the effect is larger beyond doubt, or it matters more.
 */
export function growthSince(opening: Judgement, newest: Judgement): string[] {
  if (opening.verdict.kind !== 'drift-detected' || newest.verdict.kind !== 'drift-detected') return [];
  const groups = new Set(opening.verdict.alarms.map(({ group }) => group));
  const news = [
    ...newest.verdict.alarms.filter(({ group }) => !groups.has(group)).map(({ group }) => `channels ${group}`),
    ...(isLarger(newest.verdict.effect, opening.verdict.effect) ? ['larger effect'] : []),
    ...severityGrowth(opening, newest),
  ];
  return [...new Set(news)].sort();
}

/** That it matters more than when it was told: whoever is told from some severity on may hear of it for the first time. */
function severityGrowth({ explanation: then }: Judgement, { explanation: now }: Judgement): string[] {
  if (then?.severity === undefined || now?.severity === undefined || isAtLeast(then.severity, now.severity)) return [];
  return [`severity ${now.severity}`];
}

function isLarger(now: Interval | undefined, then: Interval | undefined): boolean {
  return now !== undefined && then !== undefined && now.low > then.high;
}
