import { isConditionOpen } from '../../domain/verdict/condition.ts';
import type { ReportModel } from '../model/report-model.ts';
import { conditionName, conditionWhat } from '../words/condition-words.ts';
import { duration } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { type Markup, markup } from './markup.ts';
import { section, table } from './table.ts';

const mostRows = 50;

/** What kept the endpoint from being watched, and when. Nothing where nothing ever did. */
export function conditionsSection({ conditions, generatedAt }: ReportModel): Markup | undefined {
  if (conditions.length === 0) return undefined;
  const shown = [...conditions].reverse().slice(0, mostRows);
  return section(
    'conditions',
    'Not watched',
    markup`<p class="muted">Times in which nothing, or not everything, was known about the model. They are no drift, have no part in the budget of false alarms, and neither open nor end an incident.</p>`,
    table(
      'Conditions, newest first',
      [{ head: 'Since' }, { head: 'Until' }, { head: 'For' }, { head: 'Condition' }, { head: 'What' }],
      shown.map((condition) => [
        utcTime(condition.since),
        condition.resolvedAt === undefined ? 'now' : utcTime(condition.resolvedAt),
        duration(Date.parse(condition.resolvedAt ?? generatedAt) - Date.parse(condition.since)),
        markup`<span class="tag ${isConditionOpen(condition) ? 'warning' : 'neutral'}-tone">${conditionName(condition)}</span>`,
        markup`<span class="wrap">${printable(conditionWhat(condition))}</span>`,
      ]),
    ),
  );
}
