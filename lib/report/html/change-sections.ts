import { goldenName } from '../../domain/golden/golden-key.ts';
import type { BeforeAfter, Explanation } from '../../domain/verdict/explanation.ts';
import { effectWords, goldensLead, sinceWords, trafficWords } from '../alert/alert-words.ts';
import { explainedChange } from '../model/rate-views.ts';
import type { ReportModel } from '../model/report-model.ts';
import { seenWords } from '../terminal/divergence-lines.ts';
import { noBreaks, percent, percentWithInterval, plural, pValue } from '../words/format.ts';
import { looksBackWords, newestWords } from '../words/going-on-words.ts';
import { movedWords, needsMoved } from '../words/moved-words.ts';
import { cutEnd, cutStart, printable } from '../words/printable.ts';
import { isFailureRate } from '../words/rate-words.ts';
import { toldRates, toldTitle } from '../words/told-rates.ts';
import { goldenAnchor, runAnchor } from './anchors.ts';
import { coordinate } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { mostRunRows } from './runs-section.ts';
import { section, table } from './table.ts';

/** Goldens that are listed; those behind them are only counted. */
export const mostGoldens = 40;
const [mostExamples, mostCharacters] = [12, 1200];

/** Which goldens moved; nothing where no change is known. */
export function changeSection(model: ReportModel): Markup | undefined {
  const explanation = explainedChange(model);
  if (explanation === undefined) return undefined;
  const past = model.state.kind !== 'drift';
  const share = trafficWords(explanation);
  const isListed = model.runs.slice(-mostRunRows).some(({ run }) => run === explanation.since.run);
  // Rates say by themselves how it is now; two answers to one question would contradict each other.
  const rates = ratesTable(explanation);
  const back =
    model.state.kind === 'drift' && model.state.latest !== undefined ? looksBackWords(model.state.latest.verdict) : '';
  const now = back !== '' ? back : rates === undefined ? newestWords(explanation) : '';
  const moved =
    (explanation.moved ?? []).length === 0 && !needsMoved(explanation) ? [] : movedWords(explanation, [], 6);
  return section(
    'change',
    past ? 'The last change' : 'What changed',
    past && markup`<p class="muted">This change is closed; it is shown because it is the newest that is known.</p>`,
    markup`<p>${sentence(`since ${sinceWords(explanation)}`)} ${isListed && markup`<a href="#${runAnchor(explanation.since.run)}">It stands in the table of runs.</a> `}${sentence(effectWords(explanation.effect))}${share !== undefined && ` ${sentence(share)}`}</p>`,
    now !== '' && markup`<p><b>Now:</b> ${sentence(now)}</p>`,
    rates,
    moved.length > 0 && markup`<p>${moved.map((text) => `${sentence(text)} `)}</p>`,
    explanation.goldens.length > 0 && goldenTable(explanation),
  );
}

/** What fails or is answered otherwise, once each, with the newest runs beside all since the change. */
function ratesTable({ rates, newest }: Explanation): Markup | undefined {
  const { failing, properties, better } = toldRates(rates);
  const told = [...failing, ...properties, ...better];
  if (told.length === 0) return undefined;
  return table(
    'Rates that changed beyond chance, with exact 95 % intervals',
    [
      { head: 'What' },
      { head: 'Before', numeric: true },
      { head: 'Since', numeric: true },
      ...(newest === undefined ? [] : [{ head: `Newest ${plural(newest.runs, 'run')}`, numeric: true }]),
    ],
    told
      .slice(0, mostGoldens)
      .map((rate) => [
        `${isFailureRate(rate) ? 'fails ' : ''}${toldTitle(rate)}`,
        percentWithInterval(rate.before),
        markup`<b>${percentWithInterval(rate.after)}</b>`,
        ...(newest === undefined
          ? []
          : [rate.newest === undefined ? '' : `${rate.newest.count} of ${rate.newest.draws}`]),
      ]),
  );
}

function goldenTable(explanation: Explanation): Markup {
  const { goldens, goldensBy } = explanation;
  const shown = goldens.slice(0, mostGoldens);
  const more = goldens.length - shown.length;
  return table(
    `${sentence(goldensLead(explanation))}${goldensBy === 'ranking' ? '' : ' Tested by permuting whole runs, corrected for the number of goldens.'}${more > 0 ? ` ${more} more are left out.` : ''}`,
    [{ head: 'Golden' }, { head: 'Answers that moved' }, { head: 'p-value', numeric: true }, { head: 'Test' }],
    shown.map(({ golden, effect, pValue: p, significant }, i) => [
      markup`<span id="${goldenAnchor(i)}">${goldenName(golden)}</span>`,
      markup`<span class="meter${significant && ' significant'}" aria-hidden="true"><i style="width:${coordinate(effect * 100)}%"></i></span><span class="nowrap">${percent(effect)}</span>`,
      pValue(p),
      significant ? markup`<span class="tag alarm-tone">moved</span>` : goldensBy === 'ranking' ? 'none' : 'no',
    ]),
  );
}

/** Answers before and after, cut where they part; nothing where there are none. */
export function examplesSection(model: ReportModel): Markup | undefined {
  const examples = explainedChange(model)?.examples ?? [];
  if (explainedChange(model) === undefined) return undefined;
  if (examples.length === 0)
    return section(
      'examples',
      'Before and after',
      markup`<p>No answer is likelier than before beyond chance, so none is shown as an example.</p>`,
    );
  return section(
    'examples',
    'Before and after',
    markup`<p class="muted">Two answers to the same request: one that became rarer, or was common, and one that is likelier since the change beyond chance; from a little before the point where they part. What differs is underlined.</p>`,
    examples.slice(0, mostExamples).map(exampleBox),
  );
}

function exampleBox(example: BeforeAfter): Markup {
  const { golden, commonPrefix, before, after } = example;
  const counts = seenWords(example);
  const shared = visible(cutStart(commonPrefix, mostCharacters / 4));
  return markup`<article class="example"><h3>${goldenName(golden)}</h3>${counts.length > 0 && markup`<p class="seen">${counts.join('; ')}</p>`}<dl>
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
