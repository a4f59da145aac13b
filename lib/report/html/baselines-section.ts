import type { ReportModel } from '../model/report-model.ts';
import type { ChangePeriod, EpochSpan } from '../model/report-spans.ts';
import { duration, plural } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { type Markup, markup } from './markup.ts';
import { section, table } from './table.ts';

/** Who accepted which baseline and why, and what became of every incident. */
export function baselinesSection(model: ReportModel): Markup | undefined {
  const { generatedAt } = model;
  const { epochs, incidents } = model.outline ?? model;
  if (epochs.length === 0) return undefined;
  return section(
    'baselines',
    'Baselines and incidents',
    table(
      'Accepted baselines, newest first: each begins an epoch, which learns anew',
      [{ head: 'Epoch', numeric: true }, { head: 'Since' }, { head: 'By' }, { head: 'Why' }, { head: 'Runs' }],
      [...epochs].reverse().map((span) => epochRow(span, model.isCut)),
    ),
    incidents.length > 0 &&
      table(
        'Incidents, newest first',
        [{ head: 'Opened' }, { head: 'Status' }, { head: 'For' }, { head: 'By' }, { head: 'Why' }],
        [...incidents].reverse().map((period) => incidentRow(period, generatedAt)),
      ),
  );
}

function epochRow({ epoch, from, to, judgedFrom }: EpochSpan, isCut: boolean) {
  const runs = to - from + 1;
  const learned = judgedFrom - from;
  return [
    epoch.number,
    utcTime(epoch.startedAt),
    text(epoch.by),
    text(epoch.why),
    runs === 0
      ? 'none here'
      : isCut && from === 0
        ? `at least ${plural(runs, 'run')}`
        : `${plural(runs, 'run')}, ${learned} of them learned`,
  ];
}

function incidentRow({ incident }: Pick<ChangePeriod, 'incident'>, generatedAt: string) {
  const { openedAt, status, resolvedAt, by, why } = incident;
  const end = resolvedAt ?? generatedAt;
  const open = status === 'open' || status === 'acknowledged';
  return [
    utcTime(openedAt),
    markup`<span class="tag ${open ? 'alarm' : 'neutral'}-tone">${status}</span>`,
    duration(Date.parse(end) - Date.parse(openedAt)),
    text(by ?? ''),
    text(why ?? ''),
  ];
}

function text(value: string): Markup {
  return markup`<span class="wrap">${printable(value)}</span>`;
}
