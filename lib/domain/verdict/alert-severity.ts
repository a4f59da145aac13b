import { type Alert, isConditionAlert } from './alert.ts';
import type { Condition } from './condition.ts';
import type { Fact } from './evidence.ts';
import { mostSevere, type Severity } from './severity.ts';
import { isOurs } from './weighty-facts.ts';

/**
 * How much an alert matters: of a change, what `explain` found of it; of its end, the most that it ever was, so that whoever
 * was told that it began is told that it is over; of facts and conditions, by their kind.
 */
export function alertSeverity(alert: Alert): Severity {
  if (isConditionAlert(alert)) return conditionSeverity(alert.condition);
  if (alert.kind === 'fact') return mostSevere(alert.facts.map(factSeverity));
  const { incident, judgement } = alert;
  const now = judgement.explanation?.severity;
  const isNews = alert.kind === 'opened' || alert.kind === 'updated';
  return (isNews ? (now ?? incident.severity) : (incident.severity ?? now)) ?? 'major';
}

/** Nothing is known any more of an endpoint, or the product's own calls fail: that matters; a part of it less. */
function conditionSeverity(condition: Condition): Severity {
  const { kind } = condition;
  if (kind === 'budget') return condition.stage === 'low' ? 'minor' : 'major';
  return kind === 'partly-blind' ? 'minor' : 'major';
}

function factSeverity(fact: Fact): Severity {
  if (isOurs(fact)) return 'info';
  return fact.kind === 'reported-model' || fact.kind === 'one-run' ? 'major' : 'minor';
}
