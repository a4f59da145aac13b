import { interest, type RateView, rateViews } from '../model/rate-views.ts';
import type { ReportModel } from '../model/report-model.ts';
import { pool } from '../model/report-series.ts';
import { exactInterval } from '../words/exact-interval.ts';
import { percentWithInterval } from '../words/format.ts';
import { type Markup, markup } from './markup.ts';
import { ratePanels } from './rate-panels.ts';
import { section, table } from './table.ts';

const [mostPanels, mostRows] = [9, 100];

/** Failure rates of the expectations and rates of structured properties; nothing where no run recorded any. */
export function ratesSection(model: ReportModel): Markup | undefined {
  const views = rateViews(model);
  if (views.length === 0) return undefined;
  const rows = views.slice(0, mostRows);
  return section(
    'rates',
    'Failure rates',
    markup`<p class="muted">How often answers fail what their golden expects, neighbouring runs taken together, with exact 95&nbsp;% intervals; red since the change. The intervals count answers as independent; answers of one run may fail together, and then the truth is wider. An alarm never rests on them.</p>`,
    ratePanels(model, views.filter((view) => interest(view) > 0).slice(0, mostPanels)),
    markup`<details><summary>All rates as a table</summary>${rateTable(rows, views.length - rows.length)}</details>`,
  );
}

function rateTable(views: readonly RateView[], more: number): Markup {
  return table(
    `Rates with exact 95 % intervals${more > 0 ? `; ${more} more are left out` : ''}`,
    [
      { head: 'Golden · expectation or property' },
      { head: 'Counts' },
      { head: 'Before', numeric: true },
      { head: 'After', numeric: true },
      { head: 'All runs here', numeric: true },
    ],
    views.map(({ title, verb, change, points }) => {
      const { count, draws } = pool(points);
      return [
        title,
        verb,
        change === undefined ? '' : percentWithInterval(change.before),
        change === undefined ? '' : percentWithInterval(change.after),
        markup`${percentWithInterval(exactInterval(count, draws))} <span class="muted">(${count}/${draws})</span>`,
      ];
    }),
  );
}
