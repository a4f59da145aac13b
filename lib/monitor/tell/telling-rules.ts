import type { ProjectFile } from '../../domain/project/project.ts';
import type { TellingRules } from './deliver-alerts.ts';

/** What a project says about the telling. */
export function tellingRules({
  falseAlarmsPerYear,
  maintenance,
  links,
}: Pick<ProjectFile, 'falseAlarmsPerYear' | 'maintenance' | 'links'>): TellingRules {
  return { falseAlarmsPerYear, maintenance, links };
}
