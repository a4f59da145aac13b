import { headline } from '../model/headline.ts';
import type { ReportModel } from '../model/report-model.ts';
import { utcTime } from '../words/time.ts';
import { baselinesSection } from './baselines-section.ts';
import { changeSection, examplesSection } from './change-sections.ts';
import { conditionsSection } from './conditions-section.ts';
import { decisionSection } from './decision-section.ts';
import { evidenceSection } from './evidence-section.ts';
import { factsSection } from './facts-section.ts';
import { Markup, markup } from './markup.ts';
import { ratesSection } from './rates-section.ts';
import { runsSection } from './runs-section.ts';
import { style } from './style.ts';
import { verdictSection } from './verdict-section.ts';

/** Nothing may be loaded and nothing may run, even if an answer of a model found a way into the markup. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * One self-contained HTML page about one endpoint, to be opened from a file: no script, no network, light and dark.
 * Holds customer data (before/after examples). Some 0.3 MB for a history of any length: plots are drawn in at most 360
 * columns and tables keep the newest rows.
 */
export function renderHtmlReport(model: ReportModel): string {
  const { endpoint, generatedAt } = model;
  const words = headline(model);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="pinwatch">
<title>${endpoint.id}: ${words.title.toLowerCase()} · Pinwatch</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header class="page-head">
<p class="kicker">Pinwatch report</p>
<h1>${endpoint.id}</h1>
<p>${endpoint.model} at ${endpoint.provider}${endpoint.baseURL !== undefined && ` (${endpoint.baseURL})`} · as of ${utcTime(generatedAt)}</p>
</header>
<main>
${verdictSection(words)}
${evidenceSection(model)}
${changeSection(model)}
${ratesSection(model)}
${examplesSection(model)}
${factsSection(model)}
${conditionsSection(model)}
${decisionSection(model)}
${baselinesSection(model)}
${runsSection(model)}
</main>
<footer class="page-foot">
<p>Pinwatch says that answers moved, since when and how far; it does not guess why. All times are UTC. This file holds answers of the model: treat it as customer data.</p>
</footer>
</body>
</html>
`.source;
}
