import type { Problem } from '../domain/errors.ts';

/** Names of what goes wrong, with the status that says so. A program tells problems apart by them. */
export const problemKinds = {
  'bad-request': { status: 400, title: 'The request is wrong' },
  'not-allowed': { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'Not with this method' },
  conflict: { status: 409, title: 'Somebody else was faster, or it is over' },
  'too-large': { status: 413, title: 'Too large' },
  'cannot-look': { status: 503, title: 'Nothing can be looked at right now' },
  failed: { status: 500, title: 'A bug in pinwatch' },
} as const;
export type ProblemKind = keyof typeof problemKinds;

/** What a route says instead of an answer. Never holds a prompt or an answer of a model. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly kind: ProblemKind;
  readonly problems: readonly Problem[];

  constructor(kind: ProblemKind, problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(({ where, what }) => `${where}: ${what}`).join('\n'), options);
    this.kind = kind;
    this.problems = problems;
  }
}

/** One thing that is not there. */
export function notFound(where: string, what: string): ApiProblem {
  return new ApiProblem('not-found', [{ where, what }]);
}
