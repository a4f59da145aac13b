import type { BeforeAfter } from '../domain/explanation.ts';
import { columns, cutEnd, cutStart, printable } from './printable.ts';
import { goldenName } from './rate-words.ts';
import { type Line, plain, styled } from './styled-text.ts';

const label = 13;

/**
 * Two answers under one another, cut so that the point where they part stands in the same column, with a mark below it:
 *
 *     before    …"team": "billing", "urgent": false}
 *     after     …"team": "billing" is what I would
 *                                 ▲ they part here
 */
export function divergenceLines(example: BeforeAfter, width: number): Line[] {
  const room = width - label;
  const shared = cutStart(printable(example.commonPrefix), Math.floor(room / 2));
  const rest = room - columns(shared);
  const cut = (text: string) => (text === '' ? '(ends here)' : cutEnd(printable(text), rest));
  return [
    [styled('quiet', `  ${'Example'.padEnd(label - 2)}`), plain(`golden ${goldenName(example.golden)}`)],
    [plain('    before   '), styled('quiet', shared), styled('before', cut(example.before))],
    [plain('    after    '), styled('quiet', shared), styled('after', cut(example.after))],
    [plain(' '.repeat(label + columns(shared))), styled('quiet', '▲ they part here')],
  ];
}
