import type { Problem } from '../domain/errors.ts';
import type { GoldenFile } from '../domain/golden/golden-file.ts';
import type { TraceFile } from '../domain/golden/trace-tree.ts';
import type { Json } from '../domain/json.ts';

/** A record of a file, or what is wrong with the place where one should be. */
export type SourceRecord =
  | {
      readonly value: Json;
      /** `file:line` of the record, or of what stands at a path in it. */
      place(path: string): string;
    }
  | { readonly problem: Problem }
  /** The last line, cut off: whoever records has not finished it, or was killed. */
  | { readonly cutOff: string };

/** Takes goldens one after the other, and makes them all appear at once, or none. */
export interface GoldenStaging {
  add(golden: GoldenFile | TraceFile): Promise<void>;
  /** Puts everything in its place; gives the files. Nothing that is there is written over. */
  commit(): Promise<readonly string[]>;
  discard(): Promise<void>;
}
