import { openConditions } from '../model/condition-headline.ts';
import { headline } from '../model/headline.ts';
import type { ReportModel } from '../model/report-model.ts';
import { ago, plural } from '../words/format.ts';
import { utcTime } from '../words/time.ts';
import { type Markup, markup } from './markup.ts';
import { page } from './page-frame.ts';
import { table } from './table.ts';

/** A page about one endpoint, and the file beside the index that it stands in. */
export interface IndexEntry {
  readonly model: ReportModel;
  readonly file: string;
}

const order = ['alarm', 'warning', 'neutral', 'good'];

/** The page that leads over all endpoints: what needs looking at first. One file, like those that it leads to. */
export function renderHtmlIndex(entries: readonly IndexEntry[], generatedAt: string): string {
  const rows = entries
    .map((entry) => ({ ...entry, said: headline(entry.model) }))
    .sort((a, b) => order.indexOf(a.said.tone) - order.indexOf(b.said.tone));
  const alarms = rows.filter(({ said }) => said.tone === 'alarm').length;
  const summary = alarms === 0 ? 'none drifts' : `${alarms} ${alarms === 1 ? 'drifts' : 'drift'}`;
  return page({
    title: `${plural(entries.length, 'endpoint')}: ${summary} · Pinwatch`,
    head: markup`<p class="kicker">Pinwatch report</p>
<h1>All endpoints</h1>
<p>${plural(entries.length, 'endpoint')}, ${summary} · as of ${utcTime(generatedAt)}</p>`,
    body: table(
      'Endpoints, those that need looking at first',
      [{ head: 'Endpoint' }, { head: 'Model' }, { head: 'State' }, { head: 'What' }, { head: 'Last run' }],
      rows.map(({ model, file, said }) => [
        markup`<a href="${encodeURIComponent(file)}"><b>${model.endpoint.id}</b></a>`,
        markup`<span class="wrap">${model.endpoint.model} at ${model.endpoint.provider}</span>`,
        markup`<span class="tag ${said.tone}-tone">${said.title}</span>`,
        markup`<span class="wrap">${said.sentence}${said.warnings.length > 0 && ` ${plural(said.warnings.length, 'warning')}.`}</span>`,
        lastRun(model),
      ]),
    ),
  });
}

function lastRun(model: ReportModel): Markup {
  const last = model.runs.at(-1);
  const dead = openConditions(model).length > 0;
  const when = last === undefined ? 'none' : ago(last.at, model.generatedAt);
  return markup`<span class="nowrap${dead && ' tag warning-tone'}">${when}</span>`;
}
