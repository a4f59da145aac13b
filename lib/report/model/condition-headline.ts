import { type Condition, isBlinding, isConditionOpen } from '../../domain/verdict/condition.ts';
import { conditionName, conditionSentence, conditionTodo, conditionWhat } from '../words/condition-words.ts';
import { duration } from '../words/format.ts';
import { lastRunTile, type Tile, watchedTile } from './headline-tiles.ts';
import type { ReportModel } from './report-model.ts';

/** Those that go before others where several hold at once. */
const weight: readonly Condition['kind'][] = ['silent', 'unreachable', 'blind', 'partly-blind', 'budget'];

/** Conditions that go on, the weightiest first. */
export function openConditions({ conditions }: Pick<ReportModel, 'conditions'>): Condition[] {
  return conditions.filter(isConditionOpen).sort((a, b) => weight.indexOf(a.kind) - weight.indexOf(b.kind));
}

/**
 * What keeps everything about the endpoint from being known, so that the last verdict is no news. Undefined where there is
 * none, and while drift is told: that stays the first thing to know.
 */
export function blindingCondition(model: Pick<ReportModel, 'conditions' | 'state'>): Condition | undefined {
  return model.state.kind === 'drift' ? undefined : openConditions(model).find(isBlinding);
}

/** What is said first of an endpoint that is not watched. */
export function conditionHeadline(
  condition: Condition,
  model: ReportModel,
): { tone: 'warning'; title: string; sentence: string; tiles: readonly Tile[] } {
  const name = conditionName(condition);
  const what = conditionWhat(condition);
  return {
    tone: 'warning',
    title: capital(name),
    sentence: `${capital(what)}. ${conditionTodo(condition)}`,
    tiles: [
      {
        label: 'For',
        value: conditionAge(condition, model),
        note: 'so long nothing has been known: what was found before is not news',
      },
      watchedTile(model),
      lastRunTile(model),
    ],
  };
}

/** `5 h 4 min`: how long a condition has gone on. */
export function conditionAge({ since }: Condition, { generatedAt }: Pick<ReportModel, 'generatedAt'>): string {
  return duration(Date.parse(generatedAt) - Date.parse(since));
}

/** A condition as a warning, with what to do. */
export function conditionWarning(condition: Condition): string {
  return `${capital(conditionSentence(condition))}. ${conditionTodo(condition)}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
