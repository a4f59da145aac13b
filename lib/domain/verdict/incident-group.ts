import * as z from 'zod';
import { Timestamp } from '../ids.ts';

/** Something began after the first of these times and not later than the second. */
export const Onset = z.strictObject({ after: Timestamp, until: Timestamp });
export type Onset = z.infer<typeof Onset>;

const member = {
  endpoint: z.string(),
  provider: z.string(),
  model: z.string(),
  subject: z.string().describe('id of its incident or condition, or of the alert that tells its fact'),
};

/**
 * Something that is told of one endpoint joins a group, leaves it because it is over, or is back. The entries of a project are
 * one log in the order in which they were made, so that endpoints that are judged at the same moment agree on who belongs
 * together.
 */
export const GroupEntry = z.strictObject({
  ...member,
  number: z.int().min(1).describe('counts the entries'),
  event: z.enum(['joined', 'left', 'rejoined']),
  group: z.string().describe('the subject that founded it'),
  about: z.string().describe('what members have in common: `change`, or which condition or fact'),
  /** When it joined or left. */
  at: Timestamp,
  /** When it began at this endpoint and at all that joined before. */
  onset: Onset,
});
export type GroupEntry = z.infer<typeof GroupEntry>;

/** An endpoint that shows what its group is about. */
export const GroupMember = z.strictObject({
  ...member,
  /** Whether it goes on there. */
  active: z.boolean(),
  joinedAt: Timestamp,
});
export type GroupMember = z.infer<typeof GroupMember>;

/** What several endpoints show and what began within one interval at all of them: people are told of it together. */
export const IncidentGroup = z.strictObject({
  id: z.string().describe('the subject that founded it'),
  about: z.string(),
  onset: Onset,
  /** In the order in which they joined. */
  members: z.array(GroupMember).min(1),
});
export type IncidentGroup = z.infer<typeof IncidentGroup>;
