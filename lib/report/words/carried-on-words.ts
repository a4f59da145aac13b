import type { Judgement } from '../../domain/verdict/judgement.ts';

/**
 * What the evidence of a run under an alarm that an earlier one raised does not say; undefined for any other run. Without it
 * a verdict of drift beside little evidence would seem to contradict itself.
 */
export function carriedOnWords({ verdict, evidence: { channels } }: Judgement): string | undefined {
  const isCarriedOn =
    verdict.kind === 'drift-detected' &&
    channels.length > 0 &&
    channels.every(({ logStatistic, logThreshold }) => (logStatistic ?? Number.NEGATIVE_INFINITY) < logThreshold);
  if (!isCarriedOn) return undefined;
  return 'an earlier run raised the alarm, which stands until the answers are like the baseline again; the evidence below is a rough one, by which nothing is decided meanwhile';
}
