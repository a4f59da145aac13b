import { CallError } from '../../domain/errors.ts';

/** That something which is to go is gone already is no failure. */
export async function unlessGone(removing: Promise<unknown>): Promise<void> {
  try {
    await removing;
  } catch (error) {
    if (!(error instanceof CallError && error.failure === 'not-found')) throw error;
  }
}
