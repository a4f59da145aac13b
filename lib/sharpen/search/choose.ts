import type { SharpBy } from '../../domain/golden/sharp.ts';
import { type FirstToken, nearTie, type Sharpness, sharpness, undecided } from '../../features/sharpness.ts';
import type { Candidate } from './candidates.ts';

/** A prompt with what its draws showed. */
export interface Measured extends Candidate, Sharpness {
  readonly by: SharpBy;
}

/** Prompts near the user's task, and those that are known already, are preferred over others up to twice as sharp. */
const preference = 2;

/** Prompts by the gap between their two likeliest first tokens, smallest first; those without one are left out. */
export function byGap(candidates: readonly Candidate[], draws: ReadonlyMap<string, readonly FirstToken[]>): Measured[] {
  const weight = ({ from, gap = 0 }: Measured) => (from === undefined ? gap : gap / preference);
  return measure(candidates, draws, 'near-tie')
    .filter(({ gap }) => gap !== undefined)
    .map((one): Measured => (one.varies > 0 ? { ...one, by: 'server-noise' } : one))
    .sort((a, b) => weight(a) - weight(b));
}

/** Prompts by how often two of their draws differ, most undecided first. */
export function byVariety(
  candidates: readonly Candidate[],
  draws: ReadonlyMap<string, readonly FirstToken[]>,
  by: Exclude<SharpBy, 'near-tie'>,
): Measured[] {
  const weight = ({ from, varies }: Measured) => (from === undefined ? varies / preference : varies);
  return measure(candidates, draws, by).sort((a, b) => weight(b) - weight(a));
}

/** Whether a prompt is sharp enough to be kept. */
export function isSharp({ by, gap, varies }: Measured): boolean {
  return gap === undefined || by === 'sampling' ? varies >= undecided : gap <= nearTie;
}

/** The first of each whose texts nobody chose before, so many in all. */
export function choose(measured: readonly Measured[], wanted: number): Measured[] {
  return measured.filter(isSharp).slice(0, wanted);
}

function measure(
  candidates: readonly Candidate[],
  draws: ReadonlyMap<string, readonly FirstToken[]>,
  by: SharpBy,
): Measured[] {
  return candidates.flatMap((candidate) => {
    const tokens = draws.get(candidate.text) ?? [];
    return tokens.length === 0 ? [] : [{ ...candidate, ...sharpness(tokens), by }];
  });
}
