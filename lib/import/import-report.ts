import type { Api } from '../domain/endpoint/api.ts';

/** A golden, or a trace tree, that was imported. */
export interface ImportedGolden {
  readonly id: string;
  readonly version: string;
  /** Of a tree, the API of its first request. */
  readonly api: Api;
  readonly missing: readonly string[];
  /** Calls in a trace tree. */
  readonly nodes?: number;
}

export interface ImportReport {
  /** Records that were read. */
  readonly records: number;
  readonly imported: number;
  /** The first of them, at most 1000. */
  readonly goldens: readonly ImportedGolden[];
  /** Of them, those of which not all of the input is known. */
  readonly reconstructed: number;
  /** Requests that are goldens already, byte for byte the same input. */
  readonly alreadyThere: number;
  /** Requests that came several times, counted without the first. */
  readonly repeated: number;
  /** How often no golden could be made, by reason. */
  readonly leftOut: { readonly [reason: string]: number };
  /** Models that the imported requests went to, with how many. */
  readonly models: { readonly [model: string]: number };
  readonly files: readonly string[];
}
