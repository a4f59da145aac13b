import type { RunRate } from '../../domain/verdict/evidence.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { printable } from '../words/printable.ts';
import { isFailureRate, rateName } from '../words/rate-words.ts';
import { utcTime } from '../words/time.ts';
import { type Line, plain, type Segment, style, type Tone } from './styled-text.ts';
import { fittingTable } from './text-table.ts';

/** What one run says of one golden. */
export interface GoldenHistoryRow {
  readonly run: string;
  readonly at: string;
  readonly verdict: Verdict['kind'] | 'not-judged';
  readonly score?: number;
  readonly unjudged?: string;
  readonly rates: readonly Omit<RunRate, 'golden'>[];
  readonly failed: number;
}

const verdicts: Readonly<Record<GoldenHistoryRow['verdict'], readonly [string, Tone]>> = {
  'drift-detected': ['drift detected', 'alarm'],
  'no-drift-detected': ['no drift detected', 'good'],
  inconclusive: ['inconclusive', 'warning'],
  'not-judged': ['not judged', 'quiet'],
};

/** One golden over time as a table, newest first: how strange its answers were, and which expectations they failed. */
export function goldenHistoryLines(rows: readonly GoldenHistoryRow[], width = Number.POSITIVE_INFINITY): Line[] {
  const heads = [
    { head: 'TIME' },
    { head: 'RUN' },
    { head: 'VERDICT' },
    { head: 'SCORE', numeric: true },
    { head: 'FAILED CALLS', numeric: true },
    { head: 'FAILS', most: 60 },
  ];
  const cells = rows.map((row): Segment[] => {
    const [verdict, tone] = verdicts[row.verdict];
    return [
      plain(utcTime(row.at)),
      plain(printable(row.run)),
      style(tone, verdict),
      plain(row.score === undefined ? (row.unjudged ?? '') : row.score.toFixed(1)),
      plain(row.failed === 0 ? '' : String(row.failed)),
      plain(failsOf(row)),
    ];
  });
  return fittingTable(heads, cells, width, ['TIME', 'FAILED CALLS']);
}

/** `json 1/4, contains a given text 2/4` */
function failsOf({ rates }: GoldenHistoryRow): string {
  return rates
    .filter((rate) => isFailureRate(rate) && rate.count > 0)
    .map((rate) => printable(`${rateName(rate)} ${rate.count}/${rate.draws}`))
    .join(', ');
}
