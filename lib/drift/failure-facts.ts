import type { Fact } from '../domain/verdict/evidence.ts';
import type { FailureShares, RunFailures } from '../domain/verdict/failure-shares.ts';

/** Runs in a row that show a new share, and earlier runs that it is held against, at least. */
const [inARow, fewestEarlier] = [3, 8];

/** A share that was told is told again where it has grown by this factor. */
const toldAgain = 2;

/**
 * Looks for a steady new share of one class of failed calls: in each of the last three runs it was larger than in every
 * earlier run of the epoch. A fact, not a test of drift, and no part of its budget: servers fail without the model behind
 * them being another one. But where answers are drawn again until one arrives, what is judged is no longer what users get.
 *
 * While runs are exchangeable, the last three of n + 3 runs are strictly the three largest with a probability of at most
 * 1 / C(n + 3, 3): one look in 2,925 with 24 earlier runs.
 *
 * @param run the run that is judged, in the order in which runs were made.
 *
 * Time and memory O(classes of failures).
 *
 * @example
 * // 24 runs without a timeout, then 5, 7 and 6 of 40 calls: told with the third of them.
 */
export function watchFailures(
  before: FailureShares,
  run: RunFailures,
): { readonly shares: FailureShares; readonly facts: readonly Fact[] } {
  if (run.calls === 0) return { shares: before, facts: [] };
  const shares = remember(before, run);
  const { recent, earlier, most } = shares;
  if (recent.length < inARow || earlier < fewestEarlier) return { shares, facts: [] };

  const told = { ...shares.told };
  const facts = Object.keys(run.failed)
    .sort()
    .flatMap((name): Fact[] => {
      const known = most[name] ?? { calls: 1, failed: 0 };
      const bar = Math.max(known.failed / known.calls, toldAgain * (told[name] ?? 0));
      if (!recent.every((one) => shareOf(one, name) > bar)) return [];
      told[name] = Math.max(...recent.map((one) => shareOf(one, name)));
      const sum = (key: (one: RunFailures) => number) => recent.reduce((total, one) => total + key(one), 0);
      const failed = sum((one) => one.failed[name] ?? 0);
      return [
        {
          kind: 'failed-calls',
          was: [`${name}: at most ${known.failed} of ${known.calls} calls in each of ${earlier} runs`],
          now: `${name}: ${failed} of ${sum(({ calls }) => calls)} calls in ${inARow} runs`,
          runs: recent.map((one) => one.run),
          requests: failed,
          trust: 'strong',
        },
      ];
    });
  return { shares: { ...shares, told }, facts };
}

function remember(before: FailureShares, run: RunFailures): FailureShares {
  const recent = [...before.recent, run];
  if (recent.length <= inARow) return { ...before, recent };
  const [older, ...kept] = recent as [RunFailures, ...RunFailures[]];
  const most = { ...before.most };
  for (const [name, failed] of Object.entries(older.failed)) {
    const known = most[name];
    if (known === undefined || failed / older.calls > known.failed / known.calls)
      most[name] = { calls: older.calls, failed };
  }
  return { ...before, recent: kept, earlier: before.earlier + 1, most };
}

function shareOf({ calls, failed }: RunFailures, name: string): number {
  return (failed[name] ?? 0) / calls;
}
