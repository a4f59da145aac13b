import type { ReportModel } from '../model/report-model.ts';
import { factReach, factSubject, trustWords } from '../words/fact-words.ts';
import { cutEnd, printable } from '../words/printable.ts';
import { utcRange, utcTime } from '../words/time.ts';
import { type Markup, markup } from './markup.ts';
import { section, table } from './table.ts';

const mostRows = 50;

/** Tripwires: what was constant and is not any more. */
export function factsSection({ facts, totals }: ReportModel): Markup | undefined {
  if (totals.judged === 0) return undefined;
  if (facts.length === 0)
    return section(
      'facts',
      'Facts',
      markup`<p>Nothing that was constant has changed: not the reported model, the fingerprints, the prompt-token counts, nor anything else that answers carry beside their text.</p>`,
    );
  return section(
    'facts',
    'Facts',
    markup`<p class="muted">Values that were constant over the baseline and are not any more. Facts, not tests: they have no false-alarm rate, only the trust that the field deserves.</p>`,
    table(
      facts.length > mostRows ? `The newest ${mostRows} of ${facts.length} facts` : 'Facts, newest first',
      [
        { head: 'What' },
        { head: 'Was' },
        { head: 'Is' },
        { head: 'Seen in' },
        { head: 'When' },
        { head: 'This field' },
      ],
      facts
        .slice(0, mostRows)
        .map(({ fact, firstAt, lastAt }) => [
          factSubject(fact),
          values(fact.was),
          values([fact.now]),
          factReach(fact),
          firstAt === lastAt ? utcTime(firstAt) : utcRange(firstAt, lastAt),
          trustWords(fact.trust),
        ]),
    ),
  );
}

function values(all: readonly string[]): Markup[] {
  return all.map((value, i) => markup`${i > 0 && ', '}<code>${cutEnd(printable(value), 120)}</code>`);
}
