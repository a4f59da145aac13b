import type { QuietPeriod } from '../../domain/verdict/quiet-period.ts';

/** Why nothing is told, for people of the project: with the words of whoever silenced it. */
export function quietWords({ kind, name = 'planned', by, why }: QuietPeriod): string {
  if (kind === 'maintenance') return `maintenance ${name}`;
  return `silenced${by === undefined ? '' : ` by ${by}`}${why === undefined ? '' : ` (${why})`}`;
}
