import type { BeforeAfter, Explanation } from '../../domain/verdict/explanation.ts';
import { effectWords, goldensLead, sinceWords, trafficWords } from '../alert/alert-words.ts';
import { explainedChange } from '../model/rate-views.ts';
import type { ReportModel } from '../model/report-model.ts';
import { noBreaks, percent, pValue } from '../words/format.ts';
import { cutEnd, cutStart, printable } from '../words/printable.ts';
import { goldenName } from '../words/rate-words.ts';
import { coordinate } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { section, table } from './table.ts';

const [mostGoldens, mostExamples, mostCharacters] = [40, 12, 1200];

/** Which goldens moved; nothing where no change is known. */
export function changeSection(model: ReportModel): Markup | undefined {
  const explanation = explainedChange(model);
  if (explanation === undefined) return undefined;
  const past = model.state.kind !== 'drift';
  const share = trafficWords(explanation);
  return section(
    'change',
    past ? 'The last change' : 'What changed',
    past && markup`<p class="muted">This change is closed; it is shown because it is the newest that is known.</p>`,
    markup`<p>${sentence(`since ${sinceWords(explanation)}`)} ${sentence(effectWords(explanation.effect))}${share !== undefined && ` ${sentence(share)}`}</p>`,
    explanation.goldens.length > 0 && goldenTable(explanation),
  );
}

function goldenTable(explanation: Explanation): Markup {
  const { goldens, goldensBy } = explanation;
  const shown = goldens.slice(0, mostGoldens);
  const more = goldens.length - shown.length;
  return table(
    `${sentence(goldensLead(explanation))}${goldensBy === 'ranking' ? '' : ' Tested by permuting whole runs, corrected for the number of goldens.'}${more > 0 ? ` ${more} more are left out.` : ''}`,
    [{ head: 'Golden' }, { head: 'Answers that moved' }, { head: 'p-value', numeric: true }, { head: 'Test' }],
    shown.map(({ golden, effect, pValue: p, significant }) => [
      goldenName(golden),
      markup`<span class="meter${significant && ' significant'}" aria-hidden="true"><i style="width:${coordinate(effect * 100)}%"></i></span><span class="nowrap">${percent(effect)}</span>`,
      pValue(p),
      significant ? markup`<span class="tag alarm-tone">moved</span>` : goldensBy === 'ranking' ? 'none' : 'no',
    ]),
  );
}

/** Answers before and after, cut where they part; nothing where there are none. */
export function examplesSection(model: ReportModel): Markup | undefined {
  const examples = explainedChange(model)?.examples ?? [];
  if (examples.length === 0) return undefined;
  return section(
    'examples',
    'Before and after',
    markup`<p class="muted">Two answers to the same request, one from the baseline and one from after the change, from a little before the point where they part. What differs is underlined.</p>`,
    examples.slice(0, mostExamples).map(exampleBox),
  );
}

function exampleBox({ golden, commonPrefix, before, after }: BeforeAfter): Markup {
  const shared = visible(cutStart(commonPrefix, mostCharacters / 4));
  return markup`<article class="example"><h3>${goldenName(golden)}</h3><dl>
<dt>before</dt><dd><pre dir="auto"><span class="shared">${shared}</span><mark class="was">${withBreaks(before)}</mark></pre></dd>
<dt>after</dt><dd><pre dir="auto"><span class="shared">${shared}</span><mark class="is">${withBreaks(after)}</mark></pre></dd>
</dl></article>`;
}

function withBreaks(text: string): string {
  return text === '' ? '(ends here)' : visible(cutEnd(text, mostCharacters));
}

/** Safe characters only, with line ends both shown and kept. */
function visible(text: string): string {
  return printable(text).replaceAll('↵', '↵\n');
}

function sentence(words: string): string {
  return `${noBreaks(words.charAt(0).toUpperCase() + words.slice(1))}.`;
}
