import { bucketRuns } from '../model/buckets.ts';
import type { ReportModel } from '../model/report-model.ts';
import type { ReportWindow } from '../model/window.ts';
import { evidenceLegend, evidencePlot } from './evidence-plot.ts';
import { boundaries, mostColumns } from './frame.ts';
import { goldenHeat } from './golden-heat.ts';
import { type Markup, markup } from './markup.ts';
import { overviewStrip, overviewWords } from './overview-strip.ts';
import { section } from './table.ts';

/**
 * The evidence over time, in detail around the newest change, and which goldens show it.
 *
 * @param window what is shown in detail; the whole history if left out.
 */
export function evidenceSection(model: ReportModel, window?: ReportWindow): Markup {
  if (model.runs.length === 0) return section('evidence', 'Evidence over time', markup`<p>No runs yet.</p>`);
  const shown = window?.model ?? model;
  const whole = model.outline ?? model;
  return section(
    'evidence',
    'Evidence over time',
    markup`<p class="muted">How much the newest runs, taken together, speak for a change, as a multiple of the alarm threshold (log scale). The line stays low while nothing changes; one odd run does not lift it far, several do.${whole.incidents.length > 0 && ' An alarm stands until the answers are like the baseline again; meanwhile there is no line, as nothing is decided by it.'} ${window === undefined ? columnsNote(shown) : overviewWords(whole, window)}</p>`,
    window !== undefined && overviewStrip(whole, window),
    shown.channels.length === 0
      ? markup`<p>No run has given evidence yet.</p>`
      : markup`${evidenceLegend(shown)}<div class="scroll newest-first-seen" tabindex="0" role="region" aria-label="Plot of the evidence">${evidencePlot(shown)}</div>`,
    goldenHeat(shown),
  );
}

/** Says when a column is more than one run. */
function columnsNote(model: ReportModel): string {
  const widest = Math.ceil(model.runs.length / mostColumns);
  const columns = bucketRuns(model.runs.length, mostColumns, boundaries(model)).length;
  if (widest === 1) return 'Point at a run for its numbers.';
  return `Each of the ${columns} columns shows the strongest of up to ${widest} runs.`;
}
