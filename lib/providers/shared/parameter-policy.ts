import type { ParameterAction } from '../../domain/endpoint/endpoint.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';

/** A body after its endpoint's policy. */
export interface PolicyResult {
  readonly body: JsonObject;
  /** One line a parameter that was left out; recorded with the sample, as it changes what was asked. */
  readonly notes: readonly string[];
  /** Parameters that stand in the body and must not: the call is not to be made. */
  readonly refused: readonly string[];
}

/**
 * Applies an endpoint's `parameterPolicy` to a body. Keys are paths as the API nests its parameters (`temperature`,
 * `options.seed`, `inferenceConfig.temperature`); a parameter that no key names is sent as it is.
 */
export function applyParameterPolicy(
  body: JsonObject,
  policy: { readonly [path: string]: ParameterAction } = {},
): PolicyResult {
  let kept = body;
  const notes: string[] = [];
  const refused: string[] = [];
  for (const [path, action] of Object.entries(policy)) {
    if (action === 'send') continue;
    const without = removePath(kept, path.split('.'));
    if (without === kept) continue; // the golden does not set it
    if (action === 'fail') {
      refused.push(path);
      continue;
    }
    notes.push(`dropped ${path}`);
    kept = without;
  }
  return { body: kept, notes, refused };
}

/** `body` less what stands at `path`; `body` itself if nothing does. */
function removePath(body: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const value = body[key];
  if (value === undefined) return body;
  if (rest.length > 0) {
    if (!isJsonObject(value)) return body;
    const inner = removePath(value, rest);
    return inner === value ? body : { ...body, [key]: inner };
  }
  const { [key]: _dropped, ...kept } = body;
  return kept;
}
