import type { Inspection } from '../../ports/inspection.ts';
import type { Finding } from './finding.ts';

/** What is stored in the wrong place, or named by nothing; with `repair`, what can be is mended. */
export async function verifyPlaces(
  inspection: Inspection,
  { now, repair }: { readonly now: Date; readonly repair: boolean },
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { where, what, mend } of await inspection.misplaced(now)) {
    if (repair) await mend?.();
    found.push({ where, what, repair: mend === undefined ? 'impossible' : repair ? 'repaired' : 'possible' });
  }
  return found;
}
