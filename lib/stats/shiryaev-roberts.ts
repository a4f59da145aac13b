import { jumpPayoff, powerPayoff, type WeightedBet } from './bets.ts';
import { logAddExp, logSumExp } from './log-sum-exp.ts';

/** Starts of block bets that are kept: a change is looked for at each of the last so many runs. */
const keptStarts = 64;

/**
 * Memory of a Shiryaev-Roberts mixture. Plain numbers, so that it can be stored; all logarithms are natural, and
 * `-Infinity` (nothing staked yet) is stored as `null` by JSON, so it is written as `null` here.
 */
export interface ShiryaevRobertsState {
  /** ln of each bet's statistic; block bets have their sum over starts. */
  readonly logComponents: readonly (number | null)[];
  /** One entry a start of the block bets, oldest first. */
  readonly starts: readonly BlockStart[];
}

export interface BlockStart {
  /** Caller's number of the first run after the start. */
  readonly run: number;
  /** ln of the product of payoffs since the start, one a block bet, in the order of the bets. */
  readonly logProducts: readonly number[];
}

/** The statistic at its beginning, and after every alarm. */
export function newShiryaevRoberts(bets: readonly WeightedBet[]): ShiryaevRobertsState {
  return { logComponents: bets.map(() => null), starts: [] };
}

/**
 * One step of the Shiryaev-Roberts mixture: each bet's statistic becomes payoff x (statistic + 1), and the mixture is
 * their weighted mean.
 *
 * While the p-values are independent and uniform, statistic - t is a supermartingale, so raising an alarm (and starting
 * anew) whenever the statistic reaches A gives at most m / A expected alarms in m runs, and a mean time to the first of
 * at least A. No independence between several such statistics is needed for their expectations to add.
 *
 * @param pValue of the newest run, in (0, 1].
 * @param before runs it was ranked against, at least 0. It may fall when the reference is cut.
 * @param run the caller's number of this run, one more than that of the run before; block starts remember it.
 * @param smallest the smallest p-value that can come, where it is not about 0; no bet stakes on less.
 * @returns the new state and ln of the mixture's statistic.
 *
 * Time and memory O(bets x 64). Source: Shin, Ramdas and Rinaldo (2022), "E-detectors".
 */
export function shiryaevRobertsStep(
  state: ShiryaevRobertsState,
  pValue: number,
  { before, run, smallest = 0 }: { readonly before: number; readonly run: number; readonly smallest?: number },
  bets: readonly WeightedBet[],
): { state: ShiryaevRobertsState; logStatistic: number } {
  const p = Math.max(pValue, Number.MIN_VALUE);
  const blocks = bets.flatMap(({ bet }) => (bet.kind === 'block' ? [bet] : []));
  const starts = [...state.starts, { run, logProducts: blocks.map(() => 0) }].slice(-keptStarts).map((start) => {
    const age = run - start.run + 1;
    const logProducts = blocks.map(({ slack, lambda }, i) => {
      const epsilon = Math.min(1, Math.max(smallest, (age + slack) / (before + 1)));
      return (start.logProducts[i] as number) + Math.log(jumpPayoff(p, lambda, epsilon));
    });
    return { ...start, logProducts };
  });

  let block = 0;
  const logComponents = bets.map(({ bet }, i): number => {
    if (bet.kind === 'block') {
      const index = block++;
      return logSumExp(starts.map(({ logProducts }) => logProducts[index] as number));
    }
    const previous = state.logComponents[i] ?? Number.NEGATIVE_INFINITY;
    const payoff =
      bet.kind === 'power' ? powerPayoff(p, bet.k) : jumpPayoff(p, bet.lambda, Math.max(smallest, bet.epsilon));
    return Math.log(payoff) + logAddExp(0, previous);
  });
  const logStatistic = logSumExp(logComponents.map((log, i) => log + Math.log((bets[i] as WeightedBet).weight)));
  return { state: { logComponents, starts }, logStatistic };
}

/**
 * Since when: the start whose block bets won most, and every start within a factor e^2 of it.
 *
 * @returns the caller's run numbers; `undefined` before the first run.
 */
export function likeliestStart(
  { starts }: ShiryaevRobertsState,
  bets: readonly WeightedBet[],
): { run: number; earliest: number; latest: number } | undefined {
  const weights = bets.flatMap(({ bet, weight }) => (bet.kind === 'block' ? [Math.log(weight)] : []));
  const won = starts.map(({ logProducts }) => logSumExp(logProducts.map((log, i) => log + (weights[i] as number))));
  const best = won.reduce((top, value, i) => (value > (won[top] as number) ? i : top), 0);
  const likely = starts.filter((_, i) => (won[i] as number) >= (won[best] as number) - 2);
  if (starts.length === 0) return undefined;
  return {
    run: (starts[best] as BlockStart).run,
    earliest: (likely[0] as BlockStart).run,
    latest: (likely.at(-1) as BlockStart).run,
  };
}
