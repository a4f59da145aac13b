import type * as z from 'zod';
import { type ContentHash, hashJson } from '../content-hash.ts';
import { type Api, bodyOf, hashParts } from '../endpoint/api.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Expectation } from './expectation.ts';
import { type GoldenContext, hashContext } from './golden-context.ts';
import type { GoldenFile, Provenance } from './golden-file.ts';
import type { Sharp } from './sharp.ts';
import type { TraceTree } from './trace-node.ts';

/** A stored request that is replayed again and again; immutable, known by its `version`. */
export interface GoldenRequest {
  readonly id: string;
  readonly title?: string;
  readonly api: Api;
  readonly provenance: z.infer<typeof Provenance>;
  /** What of the input is not known; not input itself. */
  readonly missing?: readonly string[];
  /**
   * The request body as it goes over the wire, less `model`. A `model` that a captured body holds only keeps its place
   * among the other keys: the endpoint's stands there when it is sent.
   */
  readonly body: JsonObject;
  /** What the body was made of: retrieved documents, template, tokenizer, and what served it when it was captured. */
  readonly context?: GoldenContext;
  readonly expectations: readonly Expectation[];
  /** Set where this stands for a whole trace tree, replayed as a chain that begins with `body`. */
  readonly trace?: TraceTree;
  /** Set where `pinwatch sharpen` found it; not input. */
  readonly sharp?: Sharp;
  /**
   * Hash of each part of the input, so that a difference can be named: `messages`, `parameters`, and where the API has
   * them apart, `system` and `tools`; `documents` and `template` where the golden has a context with them.
   */
  readonly parts: { readonly [part: string]: ContentHash };
  /** Hash of the whole input. Expectations and titles are not input: editing them keeps the baseline. */
  readonly version: ContentHash;
}

/** Puts the body together and hashes its parts. */
export function goldenRequest(file: GoldenFile): GoldenRequest {
  const body =
    file.body ??
    bodyOf(file.api, {
      messages: file.messages as unknown as Json,
      tools: file.tools as unknown as Json | undefined,
      parameters: file.parameters,
    });
  const parts = { ...hashParts(file.api, body), ...(file.context === undefined ? {} : hashContext(file.context)) };
  return {
    id: file.id,
    ...(file.title === undefined ? {} : { title: file.title }),
    api: file.api,
    provenance: file.provenance,
    ...(file.missing === undefined ? {} : { missing: file.missing }),
    body,
    ...(file.context === undefined ? {} : { context: file.context }),
    expectations: file.expectations,
    ...(file.sharp === undefined ? {} : { sharp: file.sharp }),
    parts,
    version: hashJson({ api: file.api, ...parts }),
  };
}
