import type { Judgement } from '../domain/verdict/judgement.ts';

const eighths = '▁▂▃▄▅▆▇█';

/** Log of (evidence / threshold) of the channel that is closest to an alarm; null where nothing has been bet yet. */
export function logRatioOf({ evidence }: Judgement): number | null {
  const ratios = evidence.channels.flatMap(({ logStatistic, logThreshold }) =>
    logStatistic === null ? [] : [logStatistic - logThreshold],
  );
  return ratios.length === 0 ? null : Math.max(...ratios);
}

/** Evidence as a bar of one character, on a log scale: the lowest for none, `█` only at the threshold and above. */
export function evidenceBar(judgement: Judgement): string {
  const ratio = logRatioOf(judgement);
  const threshold = judgement.evidence.channels[0]?.logThreshold ?? 1;
  if (ratio === null) return eighths[0] as string;
  const height = Math.floor((1 + Math.min(0, ratio) / threshold) * 7);
  return eighths[Math.max(0, height)] as string;
}
