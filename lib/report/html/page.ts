import { headline } from '../model/headline.ts';
import type { ReportModel } from '../model/report-model.ts';
import { windowOf } from '../model/window.ts';
import { utcTime } from '../words/time.ts';
import { answersSection } from './answers-section.ts';
import { baselinesSection } from './baselines-section.ts';
import { changeSection, examplesSection } from './change-sections.ts';
import { conditionsSection } from './conditions-section.ts';
import { decisionSection } from './decision-section.ts';
import { evidenceSection } from './evidence-section.ts';
import { factsSection } from './facts-section.ts';
import { type Markup, markup } from './markup.ts';
import { page } from './page-frame.ts';
import { propertiesSection, ratesSection } from './rates-section.ts';
import { runsSection } from './runs-section.ts';
import { verdictSection } from './verdict-section.ts';

export interface ReportPageOptions {
  /** The file beside this one that leads over all endpoints; none if left out. */
  readonly index?: string;
}

/**
 * One self-contained HTML page about one endpoint, to be opened from a file: no script, no network, light and dark. Holds
 * customer data (answers before and since). Some 0.3 MB for a history of any length: plots are drawn around the newest change
 * with the whole history as a strip, and tables keep the newest rows.
 */
export function renderHtmlReport(model: ReportModel, { index }: ReportPageOptions = {}): string {
  const { endpoint, generatedAt } = model;
  const words = headline(model);
  const window = windowOf(model);
  const shown = window?.model ?? model;
  const sections: readonly (readonly [string, string, Markup | undefined])[] = [
    ['change', 'What changed', changeSection(model)],
    ['examples', 'Before and after', examplesSection(model)],
    ['answers', 'Answers', answersSection(model)],
    ['evidence', 'Evidence', evidenceSection(model, window)],
    ['rates', 'Failure rates', ratesSection(shown)],
    ['properties', 'Properties', propertiesSection(shown)],
    ['facts', 'Facts', factsSection(model)],
    ['conditions', 'Not watched', conditionsSection(model)],
    ['decision', 'How it was decided', decisionSection(model)],
    ['baselines', 'Baselines and incidents', baselinesSection(model)],
    ['runs', 'Runs', runsSection(model)],
  ];
  const there = sections.filter(([, , part]) => part !== undefined);
  return page({
    title: `${endpoint.id}: ${words.title.toLowerCase()} · Pinwatch`,
    head: markup`<p class="kicker">Pinwatch report${index !== undefined && markup` · <a href="${encodeURIComponent(index)}">all endpoints</a>`}</p>
<h1>${endpoint.id}</h1>
<p>${endpoint.model} at ${endpoint.provider}${endpoint.baseURL !== undefined && ` (${endpoint.baseURL})`} · as of ${utcTime(generatedAt)}</p>`,
    body: markup`${verdictSection(words)}
<nav class="contents" aria-label="Sections">${there.map(([id, title]) => markup`<a href="#${id}">${title}</a>`)}</nav>
${there.map(([, , part]) => part)}`,
  });
}
