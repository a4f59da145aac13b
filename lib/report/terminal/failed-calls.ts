import type { Sample } from '../../domain/run/sample.ts';
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

/** The calls of a run that failed, by golden and class of failure, most often first; nothing where none did. */
export function failedCallLines(samples: readonly Sample[]): Line[] {
  const drawn = Map.groupBy(samples, ({ golden }) => golden);
  const failed = [...drawn].flatMap(([golden, draws]) => {
    const classes = Map.groupBy(
      draws.filter(({ error }) => error !== undefined),
      failureWords,
    );
    return [...classes].map(([why, calls]) => ({ golden, why, calls: calls.length, of: draws.length }));
  });
  if (failed.length === 0) return [];
  const rows = failed
    .sort((a, b) => b.calls - a.calls)
    .slice(0, most)
    .map(({ golden, why, calls, of }) => [printable(golden), `${calls}/${of}`, printable(why)].map(plain));
  return [
    [],
    ...textTable([{ head: 'CALLS THAT FAILED', most: 60 }, { head: 'CALLS', numeric: true }, { head: 'WHY' }], rows),
    ...(failed.length > most ? [[plain(`and ${failed.length - most} more`)]] : []),
  ];
}
