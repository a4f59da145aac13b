import type { BeforeAfter } from '../../domain/verdict/explanation.ts';
import { columns, cutEnd, cutStart, printable } from '../words/printable.ts';
import { goldenName } from '../words/rate-words.ts';
import { labelCell, labelColumn } from './labelled-lines.ts';
import { type Line, plain, styled } from './styled-text.ts';

/**
 * Two answers under one another, cut so that the point where they part stands in the same column, with a mark below it:
 *
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
    [...labelCell('Example'), plain(`golden ${goldenName(example.golden)}`)],
    [...labelCell('  before'), styled('quiet', shared), styled('before', cut(example.before))],
    [...labelCell('  after'), styled('quiet', shared), styled('after', cut(example.after))],
    [plain(' '.repeat(labelColumn + columns(shared))), styled('quiet', '▲ they part here')],
  ];
}
