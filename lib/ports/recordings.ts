import type { Recording } from '../domain/run/recording.ts';

/** Reads recorded runs, all or nothing. Rejects with a `ConfigError` that names every problem. */
export type ReadRecording = (path: string) => Promise<Recording>;
