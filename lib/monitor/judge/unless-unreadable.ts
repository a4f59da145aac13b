import { UnreadableError } from '../../domain/errors.ts';

/** Nothing, where something stored is missing or damaged: to catch with. What may be different the next time is thrown. */
export function unlessUnreadable(error: unknown): undefined {
  if (error instanceof UnreadableError) return undefined;
  throw error;
}
