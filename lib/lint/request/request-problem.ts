import type { JsonObject } from '../../domain/json.ts';

/** What keeps a request from being answered, whatever the model. */
export interface RequestProblem {
  /** Where in the body. */
  readonly path: readonly PropertyKey[];
  /** What was expected and what came; texts are never quoted. */
  readonly what: string;
}

/** What a schema cannot say: about several parts of a body at once. Called only for bodies that fit the schema. */
export type CrossCheck = (body: JsonObject) => readonly RequestProblem[];
