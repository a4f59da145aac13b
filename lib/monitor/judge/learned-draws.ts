import type { DetectorState } from '../../drift/detector.ts';

/** Draws of each golden that a state has learned: of the baseline where there is one, else the most of any run so far. */
export function learnedDraws({ phase }: DetectorState): ReadonlyMap<string, number> {
  if (phase.kind !== 'learning') {
    const { goldens, draws } = phase.kind === 'bag' ? phase.bag.panel : phase.reference.set.panel;
    return new Map(goldens.map((golden, i) => [golden, draws[i] as number]));
  }
  const most = new Map<string, number>();
  for (const { goldens } of phase.profiles)
    for (const [golden, { draws }] of goldens) most.set(golden, Math.max(draws, most.get(golden) ?? 0));
  return most;
}
