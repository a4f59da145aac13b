import { goldenKey, goldenName } from '../domain/golden/golden-key.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { isCovered } from '../domain/verdict/coverage.ts';
import type { GoldensAhead } from '../domain/verdict/goldens-ahead.ts';
import type { Stores } from '../ports/stores.ts';

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
  const idsBefore = new Set([...known].map(goldenName));
  const ids = new Set(asked.map(({ id }) => id));
  const unknown = asked.filter(({ key }) => !known.has(key)).map(({ id }) => id);
  const gone = [...new Set([...judgedBefore].map(goldenName))].filter((id) => !ids.has(id)).sort();
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
