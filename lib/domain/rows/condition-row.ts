import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { type Condition, conditionCauses } from '../verdict/condition.ts';

/** What keeps or kept an endpoint from being watched, as it is known by now. */
export const ConditionRow = z.strictObject({
  condition: z.string(),
  kind: z.string().describe('unreachable, blind, partly-blind, silent or budget'),
  status: z.string().describe('open or resolved'),
  since: Timestamp,
  opened_at: Timestamp.describe('when it had lasted long enough to be told'),
  updated_at: Timestamp,
  runs: z.int().describe('in a row that showed it'),
  cause: z.string().optional().describe('class of the failures, cause, or goldens, with commas between'),
  resolved_at: Timestamp.optional(),
  resolved_by_run: z.string().optional(),
});
export type ConditionRow = z.infer<typeof ConditionRow>;

export function conditionRow(condition: Condition): ConditionRow {
  const { id, kind, status, since, openedAt, updatedAt, runs, resolvedAt, resolvedBy } = condition;
  const causes = conditionCauses(condition);
  return {
    condition: id,
    kind,
    status,
    since,
    opened_at: openedAt,
    updated_at: updatedAt,
    runs,
    ...(causes.length === 0 ? {} : { cause: causes.map((cause) => cause.replace(/^\w+ /, '')).join(', ') }),
    ...(resolvedAt === undefined ? {} : { resolved_at: resolvedAt }),
    ...(resolvedBy === undefined ? {} : { resolved_by_run: resolvedBy }),
  };
}
