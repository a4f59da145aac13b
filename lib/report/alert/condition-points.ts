import type { ConditionAlert } from '../../domain/verdict/alert.ts';
import { type Condition, isBlinding } from '../../domain/verdict/condition.ts';
import { conditionOver, conditionRuns, conditionTime, conditionTodo, conditionWhat } from '../words/condition-words.ts';
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
  const first = condition.kind === 'silent' ? 'the last run is' : 'the first is';
  return [
    what,
    {
      label: 'Since',
      text: `${utcTime(condition.since)}, ${conditionRuns(condition)}; ${first} ${condition.firstRun}`,
    },
    { label: 'Meanwhile', text: meanwhile(condition) },
    { label: 'Do', text: conditionTodo(condition) },
  ];
}

/** What the condition does to the watching. It is no verdict: whoever reads it must not take it for one. */
function meanwhile(condition: Condition): string {
  const isOver = condition.status === 'resolved';
  if (condition.kind === 'budget')
    return condition.stage === 'low' || isOver
      ? 'runs go on'
      : 'runs that it does not cover send nothing, so that a change of the model goes unnoticed';
  if (!isBlinding(condition))
    return isOver
      ? 'a change of their answers alone would have gone unnoticed'
      : 'a change of their answers alone goes unnoticed; the other goldens go on';
  return isOver
    ? 'a change of the model would have gone unnoticed'
    : 'a change of the model goes unnoticed. This is no drift, and no part of the budget of false alarms';
}
