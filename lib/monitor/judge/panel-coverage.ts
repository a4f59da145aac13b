import { isStep } from '../../domain/run/observed-run.ts';
import type { Coverage as Layout, RunEvidence } from '../../domain/verdict/evidence.ts';
import type { DetectorState } from '../../drift/detector.ts';
import type { JudgingSettings } from '../../drift/judge.ts';
import type { Design } from './design.ts';

/** Runs of one's own circumstances that a run is held against, at least, for "no drift" to mean something. */
const fewestReferences = 8;

/**
 * What a run covers of what a detector has learned, read off its state; undefined while it learns.
 *
 * @param answered draws that were answered, by golden; none for a run that does not count.
 */
export function panelCoverage(
  { phase }: DetectorState,
  asked: Design,
  answered: Design,
  { channels }: Pick<RunEvidence, 'channels'>,
  settings: JudgingSettings,
): Layout | undefined {
  if (phase.kind === 'learning') return undefined;
  const { goldens, draws } = phase.kind === 'bag' ? phase.bag.panel : phase.reference.set.panel;
  const baseline = goldens.flatMap((golden, i) => (isStep(golden) ? [] : [{ golden, usual: draws[i] as number }]));
  const isJudged = ({ golden, usual }: (typeof baseline)[number]) => 2 * (answered.get(golden) ?? 0) >= usual;
  const known = new Set(goldens);
  const references = channels[0]?.references ?? 0;
  return {
    judged: baseline.filter(isJudged).length,
    baseline: baseline.length,
    notJudged: [
      ...baseline
        .filter((entry) => !isJudged(entry))
        .map(({ golden }) => ({ golden, why: asked.has(golden) ? ('failed' as const) : ('not-asked' as const) })),
      ...[...asked.keys()]
        .filter((golden) => !known.has(golden) && !isStep(golden))
        .map((golden) => ({ golden, why: 'learning' as const })),
    ],
    cohorts: [{ goldens: baseline.length, references }],
    ...(references >= Math.min(fewestReferences, settings.baselineRuns) || channels.length === 0
      ? {}
      : { circumstances: { name: 'another state of the prompt cache', references, needed: fewestReferences } }),
  };
}
