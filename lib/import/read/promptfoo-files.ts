import { parse } from 'yaml';
import type { Json } from '../../domain/json.ts';
import type { ImportOptions } from '../imported.ts';
import { testsInTable } from './promptfoo-csv.ts';

/** What stands in a file that a configuration names, or why it cannot be read. */
export type FileRead = { readonly value: Json } | { readonly wrong: string };

/** The name in `file://name`; undefined for anything else. */
export function referencedFile(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.startsWith('file://') ? value.slice('file://'.length) : undefined;
}

/** Reads JSON, JSON Lines, YAML, a table of tests, or a text; code is not run. */
export function readNamedFile(name: string, { readText }: ImportOptions): FileRead {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!/^(json|jsonl|ya?ml|csv|txt|md|j2)$/.test(ending))
    return {
      wrong: 'expected a .yaml, .json, .jsonl, .csv, .txt or .md file, got another, which only promptfoo can read',
    };
  const text = readText?.(name);
  if (text === undefined) return { wrong: 'expected a file that is there, got none' };
  try {
    if (ending === 'jsonl')
      return {
        value: text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => JSON.parse(line) as Json),
      };
    if (ending === 'csv') return { value: testsInTable(text) };
    return {
      value: /^(json|ya?ml)$/.test(ending) ? ((parse(text, { logLevel: 'error' }) ?? null) as Json) : text.trim(),
    };
  } catch {
    return { wrong: `expected ${ending.toUpperCase()} in the file, got text that is broken` };
  }
}

/** The same in every value of an object or list: `tools: file://tools.json`. The first that cannot be read is told. */
export function resolveFiles(value: Json, options: ImportOptions): FileRead {
  const name = referencedFile(value);
  if (name !== undefined) return readNamedFile(name, options);
  if (value === null || typeof value !== 'object') return { value };
  const entries: [string, Json][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const read = resolveFiles(inner as Json, options);
    if ('wrong' in read) return read;
    entries.push([key, read.value]);
  }
  return { value: Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries) };
}
