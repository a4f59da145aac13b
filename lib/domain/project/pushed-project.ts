import * as z from 'zod';
import { ContentHashText, Slug } from '../ids.ts';
import { ProjectFile } from './project.ts';

/**
 * A project as it was pushed: immutable, known by the hash of this. Goldens are named by the hash of everything in them,
 * titles and expectations too, so that a push uploads what changed and a fleet sees one state of all files.
 */
export const PushedProject = z.strictObject({
  project: ProjectFile,
  goldens: z.array(z.strictObject({ id: Slug, hash: ContentHashText })),
});
export type PushedProject = z.infer<typeof PushedProject>;
