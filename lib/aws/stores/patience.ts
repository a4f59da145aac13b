import { setTimeout as sleep } from 'node:timers/promises';

const attempts = 10;
const firstWaitMs = 20;
const longestWaitMs = 1000;

/**
 * Calls again while somebody else is writing the same thing at the same moment, waiting a random time that doubles at
 * most. The SDK retries what is transient by itself, but takes these conflicts for answers.
 */
export async function whileConflicting<T>(isConflict: (error: unknown) => boolean, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === attempts || !isConflict(error)) throw error;
      await sleep(Math.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** attempt));
    }
  }
}
