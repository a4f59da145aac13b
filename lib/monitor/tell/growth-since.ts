import type { Interval } from '../../domain/interval.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';

/**
 * How a later run goes beyond the one that raised the alarm and is worth disturbing somebody again, each once an
 * incident: another group of channels alarms, or the effect is larger beyond doubt.
 */
export function growthSince(opening: Judgement, newest: Judgement): string[] {
  if (opening.verdict.kind !== 'drift-detected' || newest.verdict.kind !== 'drift-detected') return [];
  const groups = new Set(opening.verdict.alarms.map(({ group }) => group));
  const news = [
    ...newest.verdict.alarms.filter(({ group }) => !groups.has(group)).map(({ group }) => `channels ${group}`),
    ...(isLarger(newest.verdict.effect, opening.verdict.effect) ? ['larger effect'] : []),
  ];
  return [...new Set(news)].sort();
}

function isLarger(now: Interval | undefined, then: Interval | undefined): boolean {
  return now !== undefined && then !== undefined && now.low > then.high;
}
