import { type Problem, problemsIn, throwIfAny } from '../domain/errors.ts';
import type { Recording } from '../domain/run/recording.ts';
import type { ReadRecording } from '../ports/recordings.ts';

/**
 * Reads several recordings, in the order of their paths; a path that is named twice is read once.
 *
 * @throws {ConfigError} with everything that is wrong with any of them.
 */
export async function readRecordings(
  paths: readonly string[],
  readRecording: ReadRecording,
): Promise<readonly Recording[]> {
  const problems: Problem[] = [];
  const read = new Map<string, Recording>();
  for (const path of new Set(paths))
    try {
      read.set(path, await readRecording(path));
    } catch (error) {
      problems.push(...problemsIn(error));
    }
  throwIfAny(problems);
  return paths.map((path) => read.get(path) as Recording);
}
