import type { Draw } from '../domain/run/observed-run.ts';

/** The two likeliest first tokens of a golden of one token, on average over its draws. */
export interface NearTie {
  readonly first: string;
  readonly second: string;
}

type Tops = readonly (readonly [string, number])[];

/** The near-tie of a golden's draws; undefined unless every one of them comes with at least two likeliest first tokens. */
export function nearTieOf(draws: readonly Draw[]): NearTie | undefined {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { firstTokenTop: top = [] } of draws) {
    if (top.length < 2) return undefined;
    for (const [token, logprob] of top) {
      const { sum, count } = sums.get(token) ?? { sum: 0, count: 0 };
      sums.set(token, { sum: sum + Math.exp(logprob), count: count + 1 });
    }
  }
  const [first, second] = [...sums].sort(([, a], [, b]) => b.sum - a.sum).map(([token]) => token);
  return first === undefined || second === undefined ? undefined : { first, second };
}

/**
 * A draw as it were if the odds of the second token were so many times as large: all log-probabilities move as they have to, and
 * the token that was chosen as the likeliest is the likeliest again. What was drawn at random stays, since who was chosen with
 * which luck is not known.
 *
 * @param answerOf a draw of the same golden that says a token, to take its other numbers from.
 */
export function tilted(
  draw: Draw,
  { second }: NearTie,
  times: number,
  answerOf: (token: string) => Draw | undefined,
): Draw {
  const { firstTokenTop: top = [] } = draw;
  const chosen = likeliest(top);
  const of = top.find(([token]) => token === second);
  if (of === undefined || chosen === undefined) return draw;
  const all = Math.log1p((times - 1) * Math.exp(of[1]));
  const moved = top
    .map(([token, logprob]) => [token, logprob - all + (token === second ? Math.log(times) : 0)] as const)
    .toSorted(([, a], [, b]) => b - a);
  const now = draw.text.trim() === chosen[0].trim() ? likeliest(moved) : moved.find(([token]) => token === draw.text);
  if (now === undefined) return { ...draw, firstTokenTop: moved };
  const other = now[0].trim() === draw.text.trim() ? draw : (answerOf(now[0]) ?? { ...draw, text: now[0] });
  return { ...other, firstTokenTop: moved, ...(draw.logprobs === undefined ? {} : { logprobs: [now[1]] }) };
}

/** Share of draws whose token is another one then, 0 to 1. */
export function turnedBy(draws: readonly Draw[], tie: NearTie, times: number): number {
  const turned = draws.filter((draw) => tilted(draw, tie, times, () => undefined).text.trim() !== draw.text.trim());
  return turned.length / Math.max(1, draws.length);
}

function likeliest(top: Tops): Tops[number] | undefined {
  return top.reduce<Tops[number] | undefined>(
    (best, one) => (best === undefined || one[1] > best[1] ? one : best),
    undefined,
  );
}
