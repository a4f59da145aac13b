import { ConfigError } from '../domain/errors.ts';
import { goldenName } from '../domain/golden/golden-key.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { UnjudgedGolden } from '../domain/verdict/coverage.ts';
import type { RunRate } from '../domain/verdict/evidence.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import type { Stores } from '../ports/stores.ts';
import { listRuns, type RunsQuery } from './list-runs.ts';
import type { Page } from './page.ts';

/** What one run says of one golden, or of one step of chained draws (`TREE › NODE`). */
export interface GoldenPoint {
  readonly run: string;
  readonly at: string;
  readonly epoch: number;
  readonly verdict: Judgement['verdict']['kind'] | 'not-judged';
  /** How strange its answers were, in standard deviations of the baseline; left out while it is learned. */
  readonly score?: number;
  /** Why it was not judged. */
  readonly unjudged?: UnjudgedGolden['why'];
  /** Failed expectations and properties of its answers. */
  readonly rates: readonly Omit<RunRate, 'golden'>[];
  /** Draws that lost at least one attempt. */
  readonly failed: number;
}

/** A whole judgement is many KB. */
const mostPerPage = 200;

/**
 * One golden over time, newest first.
 *
 * @throws {ConfigError} for a page of more than 200 runs.
 * Cost: reads the whole judgements of the page.
 */
export async function goldenHistory(
  query: Omit<RunsQuery, 'whole'> & { readonly golden: string },
  stores: Pick<Stores, 'runs' | 'judgements'>,
): Promise<Page<GoldenPoint>> {
  const { golden, ...rest } = query;
  if ((rest.limit ?? 0) > mostPerPage)
    throw new ConfigError([
      { where: 'limit', what: `expected at most ${mostPerPage} runs of a golden, got ${rest.limit}` },
    ]);
  const { items, next } = await listRuns({ ...rest, whole: true }, stores);
  const points = items.map(
    ({ run, at, epoch, judgement }): GoldenPoint => ({
      run,
      at,
      epoch,
      verdict: judgement?.verdict.kind ?? 'not-judged',
      ...(judgement === undefined ? { rates: [], failed: 0 } : ofGolden(golden, judgement)),
    }),
  );
  return { items: points, ...(next === undefined ? {} : { next }) };
}

function ofGolden(golden: string, { evidence, coverage, failedDraws = [] }: Judgement) {
  const isIt = (one: { readonly golden?: string | undefined }) =>
    one.golden !== undefined && goldenName(one.golden) === golden;
  const score = evidence.goldens?.find(isIt)?.score;
  const unjudged = coverage?.unjudged.find(isIt)?.why;
  return {
    ...(score === undefined ? {} : { score }),
    ...(unjudged === undefined ? {} : { unjudged }),
    rates: (evidence.rates ?? []).filter(isIt).map(({ golden: _, ...rate }) => rate),
    failed: failedDraws.filter(isIt).reduce((sum, { draws }) => sum + draws, 0),
  };
}

/** A golden of an endpoint, as it is configured, and as the newest judged run saw it. */
export interface GoldenNow {
  readonly golden: string;
  readonly title?: string;
  /** Left out of one that is not in the project any more. */
  readonly version?: string;
  readonly newest?: GoldenPoint;
}

/** The goldens of an endpoint: those that are replayed, then those that only history knows. */
export async function listGoldens(
  endpoint: string,
  goldens: readonly GoldenRequest[],
  { judgements }: Pick<Stores, 'judgements'>,
): Promise<readonly GoldenNow[]> {
  const [newest] = await judgements.list({ endpoint, last: 1 });
  const seen = new Set((newest?.evidence.goldens ?? []).map(({ golden }) => goldenName(golden)));
  const point = (golden: string): Pick<GoldenNow, 'newest'> =>
    newest === undefined
      ? {}
      : {
          newest: {
            run: newest.run,
            at: newest.evidence.at,
            epoch: newest.epoch,
            verdict: newest.verdict.kind,
            ...ofGolden(golden, newest),
          },
        };
  const replayed = goldens.map(({ id, title, version }): GoldenNow => {
    seen.delete(id);
    return { golden: id, ...(title === undefined ? {} : { title }), version, ...point(id) };
  });
  return [...replayed, ...[...seen].sort().map((golden) => ({ golden, ...point(golden) }))];
}
