import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import type { Incident } from '../verdict/incident.ts';

/** One change, as it is known by now. */
export const IncidentRow = z.strictObject({
  incident: z.string(),
  epoch: z.int(),
  status: z.string().describe('open, acknowledged, resolved or accepted'),
  opened_at: Timestamp,
  opened_by_run: z.string(),
  updated_at: Timestamp,
  last_run: z.string().describe('newest run that still showed the change'),
  resolved_at: Timestamp.optional(),
  decided_by: z.string().optional().describe('who closed or acknowledged it'),
  why: z.string().optional(),
});
export type IncidentRow = z.infer<typeof IncidentRow>;

export function incidentRow({ id, epoch, status, openedAt, ...incident }: Incident): IncidentRow {
  return {
    incident: id,
    epoch,
    status,
    opened_at: openedAt,
    opened_by_run: incident.openedByRun,
    updated_at: incident.updatedAt,
    last_run: incident.lastRun,
    ...(incident.resolvedAt === undefined ? {} : { resolved_at: incident.resolvedAt }),
    ...(incident.by === undefined ? {} : { decided_by: incident.by }),
    ...(incident.why === undefined ? {} : { why: incident.why }),
  };
}
