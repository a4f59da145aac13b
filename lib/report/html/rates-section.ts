import { interest, type RateView, rateViews } from '../model/rate-views.ts';
import type { ReportModel } from '../model/report-model.ts';
import { pool } from '../model/report-series.ts';
import { exactInterval } from '../words/exact-interval.ts';
import { percentWithInterval } from '../words/format.ts';
import { type Markup, markup } from './markup.ts';
import { ratePanels } from './rate-panels.ts';
import { section, table } from './table.ts';

const [mostPanels, mostRows] = [9, 100];

const intervalsNote = markup`Neighbouring runs are taken together, with exact 95&nbsp;% intervals; red since the change. The intervals count answers as independent; answers of one run may fail together, and then the truth is wider. An alarm never rests on them.`;

/** How often each golden fails what is expected of it; nothing where no run recorded any. */
export function ratesSection(model: ReportModel): Markup | undefined {
  const views = rateViews(model).filter(({ kind }) => kind === 'expectation');
  return rates(model, views, {
    id: 'rates',
    title: 'Failure rates',
    about: markup`<p class="muted">How often answers fail what their golden expects. ${intervalsNote}</p>`,
    first: 'Golden · expectation',
  });
}

/** Rates of structured properties, which are neither good nor bad by themselves; nothing where no run recorded any. */
export function propertiesSection(model: ReportModel): Markup | undefined {
  const views = rateViews(model).filter(({ kind }) => kind === 'property');
  return rates(model, views, {
    id: 'properties',
    title: 'Properties of answers',
    about: markup`<p class="muted">How often answers refuse, are JSON, call a tool, end by themselves or are empty, over all goldens: neither good nor bad by itself. ${intervalsNote}</p>`,
    first: 'Property',
  });
}

interface RatesText {
  readonly id: string;
  readonly title: string;
  readonly about: Markup;
  readonly first: string;
}

function rates(model: ReportModel, views: readonly RateView[], { id, title, about, first }: RatesText) {
  if (views.length === 0) return undefined;
  const rows = views.slice(0, mostRows);
  const panels = views.filter((view) => interest(view) > 0).slice(0, mostPanels);
  return section(
    id,
    title,
    about,
    panels.length === 0 ? markup`<p>None of them ever came.</p>` : ratePanels(model, panels, id),
    markup`<details><summary>All as a table</summary>${rateTable(rows, views.length - rows.length, first)}</details>`,
  );
}

function rateTable(views: readonly RateView[], more: number, first: string): Markup {
  return table(
    `Rates with exact 95 % intervals${more > 0 ? `; ${more} more are left out` : ''}`,
    [
      { head: first },
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
