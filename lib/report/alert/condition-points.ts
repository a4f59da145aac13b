import type { ConditionAlert } from '../../domain/verdict/alert.ts';
import { type Condition, isBlinding } from '../../domain/verdict/condition.ts';
import { conditionOver, conditionTime, conditionTodo, conditionWhat } from '../words/condition-words.ts';
import { utcTime } from '../words/time.ts';
import type { FactPoint } from './alert-facts.ts';

/** What an alert about a condition says; ids, numbers and classes only, so that it may leave the project as it is. */
export function conditionPoints({ condition }: ConditionAlert): FactPoint[] {
  const what = { label: 'What', text: conditionWhat(condition) };
  if (condition.status === 'resolved')
    return [
      { label: 'Over', text: `${utcTime(condition.resolvedAt ?? condition.updatedAt)}: ${conditionOver(condition)}` },
      { label: 'It was', text: conditionTime(condition) },
      what,
      { label: 'Meanwhile', text: meanwhile(condition) },
    ];
  const first = condition.kind === 'silent' ? 'last run' : 'run';
  return [
    what,
    { label: 'Since', text: `${utcTime(condition.since)}, ${first} ${condition.firstRun}` },
    { label: 'Meanwhile', text: meanwhile(condition) },
    { label: 'Do', text: conditionTodo(condition) },
  ];
}

/** What the condition does to the watching. It is no verdict: whoever reads it must not take it for one. */
function meanwhile(condition: Condition): string {
  const isOver = condition.status === 'resolved';
  if (!isBlinding(condition))
    return isOver
      ? 'a change of these goldens alone would not have been found; the others were watched'
      : 'a change of these goldens alone is not found; the others are watched';
  return isOver
    ? 'a change of the model would not have been found; the next runs are held against the baseline as ever'
    : 'a change of the model is not found. This is no drift, and costs nothing of the budget of false alarms';
}
