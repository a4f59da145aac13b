import { durationSeconds, type ProjectFile } from '../../domain/project/project.ts';
import type { SilenceRules } from '../../plan/silence.ts';

/** When the conditions of a project's endpoints are told. */
export function conditionRules({ every, conditions }: Pick<ProjectFile, 'every' | 'conditions'>): SilenceRules {
  return { everySeconds: durationSeconds(every), tellAfterRuns: conditions.tellAfterRuns };
}
