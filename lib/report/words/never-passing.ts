import { goldenName } from '../../domain/golden/golden-key.ts';
import type { RunRate } from '../../domain/verdict/evidence.ts';
import { plural } from './format.ts';
import { isFailureRate, rateName } from './rate-words.ts';

/** Fewer answers than this say nothing about an expectation. */
const fewestAnswers = 2;
const mostNamed = 3;

/**
 * Expectations that no answer to their golden ever satisfied, which are more likely wrong than failed: a change could never
 * show in them. One sentence, or nothing where there are none.
 *
 * @param runs rates of each run, those of goldens among them.
 *
 * @example neverPassing([[{ name: 'is JSON', golden: 'refund', count: 2, draws: 2 }]]);
 */
export function neverPassing(runs: readonly (readonly RunRate[])[]): string | undefined {
  const counts = new Map<string, { rate: RunRate; count: number; draws: number }>();
  for (const rate of runs.flat()) {
    if (rate.golden === undefined || !isFailureRate(rate)) continue;
    const key = `${rate.golden}\n${rate.name}`;
    const known = counts.get(key) ?? { rate, count: 0, draws: 0 };
    counts.set(key, { rate, count: known.count + rate.count, draws: known.draws + rate.draws });
  }
  const never = [...counts.values()].filter(({ count, draws }) => draws >= fewestAnswers && count === draws);
  if (never.length === 0) return undefined;
  const named = never
    .slice(0, mostNamed)
    .map(({ rate, draws }) => `${goldenName(rate.golden ?? '')} · ${rateName(rate)} (${plural(draws, 'answer')})`);
  const rest = never.length - named.length;
  const are = never.length === 1 ? 'An expectation was' : `${never.length} expectations were`;
  return `${are} never satisfied: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}. Is what is expected right? While every answer fails, no change can show there.`;
}
