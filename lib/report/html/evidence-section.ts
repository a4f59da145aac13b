import { bucketRuns } from '../model/buckets.ts';
import type { ReportModel } from '../model/report-model.ts';
import { evidenceLegend, evidencePlot } from './evidence-plot.ts';
import { boundaries, mostColumns } from './frame.ts';
import { goldenLegend, goldenStrip, hiddenGoldens } from './golden-strip.ts';
import { type Markup, markup } from './markup.ts';
import { section } from './table.ts';

export function evidenceSection(model: ReportModel): Markup {
  if (model.runs.length === 0) return section('evidence', 'Evidence over time', markup`<p>No runs yet.</p>`);
  return section(
    'evidence',
    'Evidence over time',
    markup`<p class="muted">How much the runs of an epoch speak for a change, as a multiple of the alarm threshold (log scale). The line stays low while nothing changes; one odd run does not lift it far, several do.${model.incidents.length > 0 && ' After an alarm it begins anew.'} ${columnsNote(model)}</p>`,
    model.channels.length === 0
      ? markup`<p>No run has given evidence yet.</p>`
      : markup`${evidenceLegend(model)}<div class="scroll newest-first-seen" tabindex="0" role="region" aria-label="Plot of the evidence">${evidencePlot(model)}</div>`,
    model.goldens.length > 0 &&
      markup`<h3>Golden by golden</h3><p class="muted">How far the answers to each golden were from usual ${model.runs.length > mostColumns ? 'in each column, on average' : 'in each run'}.${hiddenGoldens(model) > 0 && ` The ${hiddenGoldens(model)} least moved goldens are left out.`}</p><div class="scroll newest-first-seen" tabindex="0" role="region" aria-label="Plot of the goldens">${goldenStrip(model)}</div>${goldenLegend()}`,
  );
}

/** Says when a column is more than one run. */
function columnsNote(model: ReportModel): string {
  const widest = Math.ceil(model.runs.length / mostColumns);
  const columns = bucketRuns(model.runs.length, mostColumns, boundaries(model)).length;
  if (widest === 1) return 'Point at a run for its numbers.';
  return `Each of the ${columns} columns shows the strongest of up to ${widest} runs.`;
}
