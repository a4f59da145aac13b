import type { Sample } from '../../domain/run/sample.ts';
import type { FailedDraws } from '../../domain/verdict/failure-shares.ts';
import { printable } from '../words/printable.ts';
import { type Line, plain } from './styled-text.ts';
import { textTable } from './text-table.ts';

const most = 20;

/** The class of a failed call with what the endpoint itself calls it, e.g. `invalid-request (400, unsupported_parameter, seed)`. */
export function failureWords({ error = '', failure = {}, attempts }: Sample): string {
  const { status, code, param } = failure;
  const unsent = attempts === 0 ? 'not sent' : undefined;
  const words = [status?.toString(), code, param, unsent].filter((word) => word !== undefined);
  return words.length === 0 ? error : `${error} (${words.join(', ')})`;
}

/**
 * The draws of a run that lost an attempt, by golden and class of failure, most first; nothing where none did. An answer
 * that came only after a failed attempt is marked: it may not be what users get.
 */
export function failedCallLines(failed: readonly FailedDraws[]): Line[] {
  if (failed.length === 0) return [];
  const rows = [...failed]
    .sort((a, b) => b.draws - a.draws)
    .slice(0, most)
    .map(({ golden, failure, draws, answered, of }) =>
      [
        printable(golden),
        `${draws}/${of}`,
        printable(failure),
        answered === 0 ? '' : answered === draws ? 'yes' : `${answered} of them`,
      ].map(plain),
    );
  return [
    [],
    ...textTable(
      [
        { head: 'CALLS THAT FAILED', most: 60 },
        { head: 'DRAWS', numeric: true },
        { head: 'WHY' },
        { head: 'ANSWERED WHEN TRIED AGAIN' },
      ],
      rows,
    ),
    ...(failed.length > most ? [[plain(`and ${failed.length - most} more`)]] : []),
  ];
}
