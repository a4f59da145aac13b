import type { Explanation, RateChange } from '../domain/verdict/explanation.ts';
import type { Severity } from '../domain/verdict/severity.ts';
import type { Alarm } from '../domain/verdict/verdict.ts';

/** A rate that moved by so much is large: over the goldens that share it, and in one golden alone. */
const largeRate = { pooled: 0.1, one: 0.5 };
/** An effect on the answers from which on it is large. */
const largeEffect = 0.25;

/** How an answer ends is about length and numerics. */
const aboutLength: ReadonlySet<string> = new Set(['stop']);

/**
 * How much a change matters: what changed first, then how much.
 *
 * - `critical` or `major`: expectations fail more often, or refusals, empty answers, tool calls or JSON changed; by 10 points
 *   and more over several goldens, or 50 in one, is critical;
 * - `major` or `minor`: the wording of answers moved; from an effect of 25 % on it is major;
 * - `info`: only log-probabilities show it.
 *
 * A convention about what people care for, not a statistic.
 */
export function severityOf(
  { rates, effect }: Pick<Explanation, 'rates' | 'effect'>,
  alarms: readonly Pick<Alarm, 'group'>[],
): Severity {
  const structural = rates.filter(isStructural);
  if (structural.some(isLarge)) return 'critical';
  if (structural.length > 0) return 'major';
  if (effect !== undefined && effect.low > 0) return effect.estimate >= largeEffect ? 'major' : 'minor';
  return alarms.some(({ group }) => group === 'text') ? 'minor' : 'info';
}

/** Expectations count when they fail more: that answers got better is a change of wording. Properties count either way. */
function isStructural({ isClear, kind, name, before, after }: RateChange): boolean {
  if (isClear !== true) return false;
  return kind === 'property' ? !aboutLength.has(name) : after.estimate > before.estimate;
}

function isLarge({ golden, goldens, before, after }: RateChange): boolean {
  const moved = Math.abs(after.estimate - before.estimate);
  if (golden !== undefined) return moved >= largeRate.one;
  return (goldens?.shown ?? 0) > 1 && moved >= largeRate.pooled;
}
