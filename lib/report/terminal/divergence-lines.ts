import { goldenName } from '../../domain/golden/golden-key.ts';
import type { BeforeAfter, Seen } from '../../domain/verdict/explanation.ts';
import { count } from '../words/format.ts';
import { columns, cutEnd, cutStart, printable } from '../words/printable.ts';
import { labelCell, labelColumn, labelLines } from './labelled-lines.ts';
import { type Line, plain, style } from './styled-text.ts';

/**
 * Two answers under one another, cut so that the point where they part stands in the same column, with a mark below it:
 *
 *     Example   golden ticket; "before": 96 of 96 before, 2 of 8 since; "after": 0 of 96 before, 6 of 8 since
 *     before    …"team": "billing", "urgent": false}
 *     after     …"team": "billing" is what I would
 *                                 ▲ they part here
 */
export function divergenceLines(example: BeforeAfter, width: number): Line[] {
  const room = width - labelColumn;
  const shared = cutStart(printable(example.commonPrefix), Math.floor(room / 2));
  const rest = room - columns(shared);
  const cut = (text: string) => (text === '' ? '(ends here)' : cutEnd(printable(text), rest));
  return [
    ...labelLines('Example', [`golden ${goldenName(example.golden)}`, ...seenWords(example)].join('; '), width, 3),
    [...labelCell('  before'), style('quiet', shared), style('before', cut(example.before))],
    [...labelCell('  after'), style('quiet', shared), style('after', cut(example.after))],
    [plain(' '.repeat(labelColumn + columns(shared))), style('quiet', '▲ they part here')],
  ];
}

/** How often each of the two came before and since, where that was counted. */
export function seenWords({ seen }: BeforeAfter): string[] {
  if (seen === undefined) return [];
  return [`"before": ${seenSides(seen.before)}`, `"after": ${seenSides(seen.after)}`];
}

function seenSides({ like, before, since }: Seen): string {
  const kind = { answer: '', beginning: 'answers that begin so, ', kind: 'answers of its kind, ' }[like];
  return `${kind}${before.count} of ${count(before.draws)} before, ${since.count} of ${count(since.draws)} since`;
}
