import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { canaryId, ownerOfCanary } from '../domain/endpoint/with-canaries.ts';
import type { Problem } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { Slug } from '../domain/ids.ts';
import type { SourceDocument } from './source-document.ts';

/** What is wrong with the canary of an endpoint, or with what only Pinwatch writes. */
export function canaryProblems(
  { id, canary, canaryOf }: Endpoint,
  index: number,
  goldens: readonly Pick<GoldenRequest, 'sharp'>[],
  { place }: SourceDocument,
): Problem[] {
  const problem = (key: string, what: string): Problem => ({
    where: place(['endpoints', index, key]),
    what: `endpoints[${index}].${key}: ${what}`,
  });
  if (canaryOf !== undefined)
    return [problem('canaryOf', 'expected canary: in the endpoint itself, this is never written by hand')];
  if (ownerOfCanary(id) !== undefined)
    return [problem('id', 'expected an id that does not end in .canary, as streams of sharp goldens are called so')];
  if (canary === undefined) return [];
  const stream = canaryId(id);
  const problems: Problem[] = [];
  if (!Slug.safeParse(stream).success)
    problems.push(
      problem('canary', 'expected an id of the endpoint of at most 57 characters, as its canary is called ID.canary'),
    );
  if (!goldens.some(({ sharp }) => sharp?.endpoint === id))
    problems.push(
      problem('canary', `expected sharp goldens of ${id}, got none (\`pinwatch sharpen ${id}\` finds some)`),
    );
  return problems;
}
