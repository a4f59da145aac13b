import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';

/** A text with its variables filled in, or why that cannot be done without the engine that it was written for. */
export type FilledIn = { readonly text: string } | { readonly wrong: string };

const variable = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*|\[\d+\])*$/;

/**
 * Fills in `{{ name }}`, `{{ name.key }}` and `{{ name | dump }}` (its JSON), and nothing else: conditions, loops, filters, comments and expressions of
 * Nunjucks are refused by name, as is a variable that is not there, which Nunjucks would leave empty.
 */
export function fillIn(template: string, variables: JsonObject): FilledIn {
  const block = /\{%-?\s*(\w+)|\{#/.exec(template);
  if (block !== null)
    return {
      wrong: `expected {{ variables }} only, got ${block[1] === undefined ? 'a comment' : `{% ${block[1]} %}`}; render it and put in the text`,
    };
  const problems: string[] = [];
  const text = template.replace(/\{\{-?\s*([^}]*?)\s*-?\}\}/g, (_, expression: string) => {
    const [, name = expression, filter] = /^(\S+?)\s*\|\s*(dump|safe)$/.exec(expression) ?? [];
    if (!variable.test(name)) {
      problems.push('expected {{ variables }} only, got a filter or an expression; render it and put in the text');
      return '';
    }
    const value = valueAt(variables, name);
    if (filter === 'dump' && value !== undefined) return JSON.stringify(value);
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    problems.push(
      value === undefined
        ? `expected a variable "${name}", got none`
        : `expected "${name}" to be text or a number, got ${Array.isArray(value) ? 'a list' : 'an object'}`,
    );
    return '';
  });
  const [wrong] = problems;
  return wrong === undefined ? { text } : { wrong };
}

/** The same in every text of a JSON value. */
export function fillInAll(value: Json, variables: JsonObject): { readonly value: Json } | { readonly wrong: string } {
  if (typeof value === 'string') {
    const filled = fillIn(value, variables);
    return 'wrong' in filled ? filled : { value: filled.text };
  }
  if (value === null || typeof value !== 'object') return { value };
  const entries: [string, Json][] = [];
  for (const [key, inner] of Object.entries(value as JsonObject)) {
    const filled = fillInAll(inner, variables);
    if ('wrong' in filled) return filled;
    entries.push([key, filled.value]);
  }
  return { value: Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries) };
}

function valueAt(variables: JsonObject, expression: string): Json | undefined {
  return expression
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<Json | undefined>((at, key) => {
      if (Array.isArray(at)) return at[Number(key)];
      return isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    }, variables);
}
