import { uniformOf } from '../domain/content-hash.ts';
import { goldenOfStep } from '../domain/golden/golden-key.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { DetectorState } from './detector-state.ts';

/**
 * Goldens, and steps of goldens, of one run that are held against a baseline, at most. A state holds some 0.3 MB for each of them
 * once it is full. What only other goldens show is not found, so whoever reads a verdict is told of the sample.
 */
export const mostWatched = 1_000;

/** Orders goldens by chance, and always in the same way: uniform on (0, 1). Nothing but their ids goes into it. */
export function goldenTicket(endpoint: string, golden: string): number {
  return uniformOf(`golden\n${endpoint}\n${golden}`);
}

/**
 * The goldens of a run that the detector watches, so that its memory does not grow with their number: all of them up to
 * `mostWatched`, and otherwise those that it has learned and, where there is room, others in the order of their tickets.
 * What is taken depends on ids and on what was asked for before, never on an answer, so that runs stay exchangeable.
 *
 * @param keys of all goldens that the run asked for, and of their steps; a golden is taken with all of its steps or not at all.
 * @returns undefined where it is all of them.
 */
export function goldenPanel(
  { cohorts }: Pick<DetectorState, 'cohorts'>,
  keys: Iterable<string>,
  { salt, mostGoldens = mostWatched }: Pick<DetectorSettings, 'salt' | 'mostGoldens'>,
): ReadonlySet<string> | undefined {
  const all = new Set(keys);
  if (all.size <= mostGoldens) return undefined;
  const known = new Set(cohorts.flatMap(({ goldens }) => goldens.map(goldenOfStep)));
  const byGolden = [...Map.groupBy(all, goldenOfStep)].map(([golden, own]) => ({
    own,
    // An edited golden is known by its id, and comes before those that were never watched.
    order: (known.has(golden) ? 0 : 1) + goldenTicket(salt, golden),
  }));
  const panel = new Set<string>();
  for (const { own } of byGolden.sort((a, b) => a.order - b.order))
    if (panel.size + own.length <= mostGoldens) for (const key of own) panel.add(key);
  return panel;
}
