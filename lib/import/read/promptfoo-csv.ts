import { parse } from 'csv-parse/sync';
import type { Json, JsonObject } from '../../domain/json.ts';

/**
 * The tests in a table: a column is a variable, and those that begin with two underscores say something about the test.
 *
 * @throws if it is no table: quotes that do not end, rows of different lengths.
 */
export function testsInTable(text: string): JsonObject[] {
  const rows = parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true }) as Record<
    string,
    string
  >[];
  return rows.map((row) => {
    const columns = Object.entries(row);
    const [prefix, suffix, description] = ['__prefix', '__suffix', '__description'].map(
      (name) => row[name] || undefined,
    );
    const assert = columns.flatMap(([name, value]) =>
      /^__expected\d*$/.test(name) && value !== '' ? [assertionIn(value)] : [],
    );
    return {
      vars: Object.fromEntries(columns.filter(([name]) => !name.startsWith('__'))),
      ...(assert.length === 0 ? {} : { assert }),
      ...(description === undefined ? {} : { description }),
      options: { ...(prefix === undefined ? {} : { prefix }), ...(suffix === undefined ? {} : { suffix }) },
    };
  });
}

/** `contains: text`, `is-json`, `javascript: …`; anything else is the answer itself. */
function assertionIn(text: string): Json {
  const [, type, value] = /^((?:not-)?[a-z]+(?:-[a-z]+)*)(?:\([\d.]+\))?:\s*([\s\S]*)$/.exec(text) ?? [];
  if (type !== undefined) return { type, value: value ?? '' };
  return /^(?:not-)?(?:is|contains)-json$/.test(text) ? { type: text } : { type: 'equals', value: text };
}
