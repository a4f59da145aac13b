import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { isCovered } from '../domain/verdict/coverage.ts';
import { goldenKey } from '../features/observe-run.ts';
import type { Stores } from '../ports/stores.ts';

/** What edits of goldens since the newest judged run mean for the next one. */
export interface GoldensAhead {
  /** Ids of goldens whose text or parameters are others, of those that are new, and of those that the baseline holds and the project does not. */
  readonly edited: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
  /** Goldens that the next run can judge, of how many that ought to be, and whether that is enough to say that there is no drift. */
  readonly judged: number;
  readonly expected: number;
  readonly isEnough: boolean;
}

/**
 * Compares the goldens of a project with those that the newest run was judged by. Undefined where nothing was edited since, and
 * while the baseline is learned. Cost: one query.
 */
export async function goldensAhead(
  endpoint: string,
  goldens: readonly GoldenRequest[],
  { judgements }: Pick<Stores, 'judgements'>,
): Promise<GoldensAhead | undefined> {
  const [newest] = await judgements.list({ endpoint, last: 1 });
  const judgedBefore = new Set((newest?.evidence.goldens ?? []).map(({ golden }) => golden));
  if (judgedBefore.size === 0) return undefined;
  const known = new Set([...judgedBefore, ...(newest?.coverage?.unjudged ?? []).map(({ golden }) => golden)]);
  const asked = goldens.map(({ id, version }) => ({ id, key: goldenKey({ golden: id, goldenVersion: version }) }));
  const idsBefore = new Set([...known].map(idIn));
  const ids = new Set(asked.map(({ id }) => id));
  const unknown = asked.filter(({ key }) => !known.has(key)).map(({ id }) => id);
  const gone = [...new Set([...judgedBefore].map(idIn))].filter((id) => !ids.has(id)).sort();
  if (unknown.length + gone.length === 0) return undefined;
  const judged = asked.filter(({ key }) => judgedBefore.has(key)).length;
  const expected = asked.length + gone.length;
  return {
    edited: unknown.filter((id) => idsBefore.has(id)),
    added: unknown.filter((id) => !idsBefore.has(id)),
    gone,
    judged,
    expected,
    isEnough: isCovered({ judged, expected }),
  };
}

function idIn(key: string): string {
  return key.replace(/@[0-9a-f]{12,64}$/, '');
}
