import { goldenName } from '../../domain/golden/golden-key.ts';
import type { AnswerShares } from '../../domain/verdict/explanation.ts';
import { explainedChange } from '../model/rate-views.ts';
import type { ReportModel } from '../model/report-model.ts';
import { percent, plural } from '../words/format.ts';
import { cutEnd, printable } from '../words/printable.ts';
import { coordinate } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { section } from './table.ts';

const mostCharacters = 110;

/** How answers are distributed before and since the change, of the goldens that moved most; nothing where none is known. */
export function answersSection(model: ReportModel): Markup | undefined {
  const { answers = [] } = explainedChange(model) ?? {};
  if (answers.length === 0) return undefined;
  return section(
    'answers',
    'Which answers came how often',
    markup`<p class="muted">The commonest answers to the goldens that moved most, before the change (upper bar) and since (lower bar). Where hardly any answer comes twice, answers that begin alike are counted together.</p>`,
    answers.map(goldenAnswers),
  );
}

function goldenAnswers({ golden, like, draws, answers }: AnswerShares): Markup {
  const rest = {
    before: draws.before - answers.reduce((sum, one) => sum + one.before, 0),
    since: draws.since - answers.reduce((sum, one) => sum + one.since, 0),
  };
  const share = (count: number, of: number) => count / of;
  return markup`<article class="answers"><h3>${printable(goldenName(golden))} <span>${plural(draws.before, 'answer')} before, ${draws.since} since</span></h3><dl>
${answers.map(({ text, before, since }) => bars(label(text, like), share(before, draws.before), share(since, draws.since)))}
${(rest.before > 0 || rest.since > 0) && bars(markup`<i>anything else</i>`, share(rest.before, draws.before), share(rest.since, draws.since))}
</dl></article>`;
}

function label(text: string, like: AnswerShares['like']): Markup {
  const shown = text === '' ? '(nothing)' : cutEnd(printable(text), mostCharacters);
  return markup`<code dir="auto">${shown}${like === 'beginning' && '…'}</code>`;
}

function bars(what: Markup, before: number, since: number): Markup {
  return markup`<div><dt>${what}</dt><dd><span class="pair" aria-hidden="true"><i class="was" style="width:${coordinate(before * 100)}%"></i><i class="is" style="width:${coordinate(since * 100)}%"></i></span><span class="nowrap">${percent(before)} → ${percent(since)}</span></dd></div>`;
}
