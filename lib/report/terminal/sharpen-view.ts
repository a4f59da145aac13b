import type { SharpBy } from '../../domain/golden/sharp.ts';
import type { Sharpening } from '../../domain/golden/sharpening.ts';
import { count, money, percent, plural } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { labelLines } from './labelled-lines.ts';
import { type Line, plain, type Segment, style } from './styled-text.ts';
import { textTable } from './text-table.ts';

const how: Record<SharpBy, string> = {
  'server-noise': 'draws at temperature 0 differ',
  'near-tie': 'near-tie at temperature 0',
  sampling: 'sampled at temperature 1',
};

/** What a search for sharp prompts came to, for a terminal. No prompt is shown. */
export function sharpenLines(result: Sharpening, width: number): Line[] {
  const { endpoint, model, because, found, dropped } = result;
  return [
    [style('strong', endpoint), style('quiet', `  ${printable(model)}`)],
    ...(because === undefined ? [] : labelLines('Cannot', because, width, 3)),
    ...labelLines('Tried', triedWords(result), width, 3),
    ...labelLines('Spent', spentWords(result), width),
    ...labelLines('Found', foundWords(result), width, 3),
    ...(found.length === 0 ? [] : [[], ...table(found)]),
    ...(dropped.length === 0
      ? []
      : [[], ...labelLines('Dropped', `${dropped.join(', ')}: blunt, or less sharp than these`, width, 3)]),
  ];
}

function triedWords({ tried, logprobs, noise }: Sharpening): string {
  const offers = logprobs ? 'log-probabilities are offered' : 'no log-probabilities';
  const noisy = noise === undefined ? [] : [noise ? 'draws at temperature 0 differ' : 'no noise at temperature 0'];
  return [plural(tried, 'prompt'), offers, ...noisy].join('; ');
}

function spentWords({ spent }: Sharpening): string {
  const { calls, inputTokens, outputTokens, costMicros, currency } = spent;
  const paid = costMicros === undefined || currency === undefined ? '' : `${money(costMicros, currency)}: `;
  return `${paid}${plural(calls, 'call')}, ${count(inputTokens)} tokens in, ${count(outputTokens)} out`;
}

function foundWords({ found, because }: Sharpening): string {
  if (found.length === 0)
    return because === undefined ? 'no prompt whose first token is undecided' : 'nothing was looked for';
  const near = found.filter(({ sharp }) => sharp.from !== undefined).length;
  const tokens = found.reduce((sum, one) => sum + one.tokens, 0);
  return `${plural(found.length, 'sharp golden')}, ${count(near)} of them from your goldens; about ${plural(tokens, 'token')} for one draw of each`;
}

function table(found: Sharpening['found']): Line[] {
  const heads = [
    { head: 'GOLDEN' },
    { head: 'HOW' },
    { head: 'DRAWS DIFFER', numeric: true },
    { head: 'GAP', numeric: true },
    { head: 'FROM' },
  ];
  const rows = found.map(({ id, sharp, isNew }): Segment[] => [
    style('strong', id),
    plain(how[sharp.by]),
    plain(percent(sharp.varies)),
    plain(sharp.gap === undefined ? '' : sharp.gap.toFixed(3)),
    style('quiet', `${sharp.from ?? 'made up'}${isNew ? '' : ' (kept)'}`),
  ]);
  return textTable(heads, rows);
}
