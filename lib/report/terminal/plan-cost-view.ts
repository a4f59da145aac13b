import type { PlannedEndpoint } from '../../domain/project/plan-report.ts';
import { count, money } from '../words/format.ts';
import { priceWords } from '../words/plan-words.ts';
import { printable } from '../words/printable.ts';
import { paragraphs } from './plan-paragraphs.ts';
import { type Line, plain, type Segment, style } from './styled-text.ts';
import { fittingTable } from './text-table.ts';

/** What endpoints cost in a month: a line each, and why money is not said where it is not. */
export function costLines(endpoints: readonly PlannedEndpoint[], width: number): Line[] {
  const heads = [
    { head: 'ENDPOINT', most: 24 },
    { head: 'GOLDENS', numeric: true },
    { head: 'DRAWS', numeric: true },
    { head: 'INPUT TOKENS', numeric: true },
    { head: 'OUTPUT TOKENS', numeric: true },
    { head: 'A MONTH', numeric: true },
    { head: 'A YEAR', numeric: true },
  ];
  const rows = endpoints.map((one): Segment[] => [
    style('strong', printable(one.endpoint)),
    plain(count(one.goldens.length)),
    plain(count(one.draws)),
    plain(`~ ${count(one.inputTokens)}`),
    plain(one.outputTokens === undefined ? 'no limit' : `${atMost(one)} ${count(one.outputTokens)}`),
    plain(one.costMicros === undefined ? 'unknown' : `${atMost(one)} ${money(one.costMicros, one.currency ?? 'USD')}`),
    plain(one.yearMicros === undefined ? '' : money(one.yearMicros, one.currency ?? 'USD')),
  ]);
  const notes = endpoints.flatMap((one) => priceWords(one) ?? []);
  const dated = [...new Set(endpoints.flatMap(({ priceAsOf }) => priceAsOf ?? []))];
  const dates = endpoints.some(({ costMicros }) => costMicros !== undefined)
    ? [
        `Prices are those that pinwatch.yaml states${dated.length > 0 ? `, as of ${dated.join(' and ')}` : ', of no stated date'}.`,
      ]
    : [];
  const said = [...notes, ...dates, estimateWords(endpoints)];
  return [...fittingTable(heads, rows, width, ['DRAWS', 'GOLDENS', 'A YEAR']), ...paragraphs(said, width)];
}

function atMost({ from }: Pick<PlannedEndpoint, 'from'>): string {
  return from === 'stored' ? '~' : '<=';
}

function estimateWords(endpoints: readonly PlannedEndpoint[]): string {
  const stored = endpoints.filter(({ from }) => from === 'stored').length;
  const estimate = 'four characters an input token, and the most output that is allowed';
  if (stored === endpoints.length) return 'Tokens are averages of stored answers. Attempts that fail come on top.';
  if (stored === 0) return `Tokens are estimated, as none are stored: ${estimate}.`;
  return `Tokens after ~ are averages of stored answers; those after <= estimates: ${estimate}.`;
}
