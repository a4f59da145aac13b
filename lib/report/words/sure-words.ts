import type { ChannelEvidence } from '../../domain/verdict/evidence.ts';
import type { Alarm } from '../../domain/verdict/verdict.ts';
import { binomialCoefficient } from '../../stats/labellings.ts';
import { exactInterval } from './exact-interval.ts';
import { count, plural, rough } from './format.ts';

type Looked = Pick<ChannelEvidence, 'pValue' | 'draws' | 'exceedances' | 'led' | 'references' | 'logStatistic'>;

/**
 * The p-value of an alarm in one sentence, with how well it is known: `by chance this would be seen once in 26,000 looks (1 of
 * 47,541 random orders of 57 runs stood out as much: once in 5,100 to 1.1 million)`.
 *
 * @param channels of the run that is told of. Where it is not the one that raised the alarm, how well is left out.
 */
export function sureWords(alarm: Pick<Alarm, 'logStatistic'>, channels: readonly Looked[] = []): string {
  const odds = `by chance this would be seen once in ${rough(Math.exp(alarm.logStatistic))} looks`;
  const looked = channels.find(({ logStatistic }) => logStatistic === alarm.logStatistic);
  const known = looked && resolutionWords(looked);
  return known === undefined ? odds : `${odds} (${known})`;
}

/** What a p-value was counted from, and the 95 % interval that so many random orders leave. */
function resolutionWords({ pValue, draws, exceedances, led, references }: Looked): string | undefined {
  if (draws === undefined || exceedances === undefined || draws === 0) return undefined;
  const runs = references + 1;
  // The shortest window is held against every set of runs: nothing is drawn, so nothing is uncertain.
  if (led !== undefined && draws + 1 === binomialCoefficient(runs, led.runs))
    return `${count(exceedances)} of all ${count(draws)} other choices of ${led.runs} of ${runs} runs stand out as much`;
  const shared = pValue / ((1 + exceedances) / (1 + draws));
  const { low, high } = exactInterval(exceedances, draws);
  const least = rough(1 / Math.min(1, high * shared));
  const range = low === 0 ? `once in ${least} or rarer` : `once in ${least} to ${rough(1 / (low * shared))}`;
  return `${count(exceedances)} of ${plural(draws, 'random order')} of ${runs} runs stood out as much: ${range}`;
}
