import { isDeepStrictEqual } from 'node:util';
import type { Judgement } from '../../domain/verdict/judgement.ts';

/** How often states were written, and that one was made anew, is no property of the runs; lost outputs are named elsewhere. */
const ofTheTime = ['sequence', 'learnedAgain', 'unreadable', 'incident'] as const;

/** Where a judgement differs from the same one made again: a line for each part, without what models said. */
export function differences(stored: Judgement, again: Judgement): string[] {
  const [one, other] = [comparable(stored), comparable(again)];
  return Object.keys({ ...one, ...other })
    .filter((key) => !isDeepStrictEqual(one[key], other[key]))
    .map((key) => differing(key, stored, again));
}

function comparable(judgement: Judgement): Record<string, unknown> {
  const plain = JSON.parse(JSON.stringify(judgement)) as Record<string, unknown>;
  for (const key of ofTheTime) delete plain[key];
  return plain;
}

/** They are not part of what was judged, and whoever edits them means it. */
const today = 'with the Pinwatch, settings and expectations of today';

function differing(key: string, stored: Judgement, again: Judgement): string {
  if (key === 'verdict' && stored.verdict.kind !== again.verdict.kind)
    return `verdict: ${stored.verdict.kind} is stored, ${again.verdict.kind} is what the draws lead to ${today}`;
  return `${key}: what is stored is not what the draws lead to ${today}`;
}
