import * as z from 'zod';
import type { Path } from './source-document.ts';

interface JsonSchema {
  readonly properties?: { readonly [key: string]: JsonSchema };
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
}

/** Keys that an object at this path may have; those of every form that it can take. */
export function knownKeys(schema: z.ZodType, path: Path, value: unknown): string[] {
  return [...new Set(schemasAt(schema, path, value).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** Values that the key which tells forms apart may have, e.g. every `kind` of an expectation. */
export function knownForms(schema: z.ZodType, path: Path, key: string): string[] {
  const forms = schemasAt(schema, path, undefined).flatMap(({ properties }) => properties?.[key]?.const ?? []);
  return [...new Set(forms.map(String))];
}

function schemasAt(schema: z.ZodType, path: Path, value: unknown): JsonSchema[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema;
  let found = variants(root, value);
  let at = value;
  for (const step of path) {
    at = at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[step] : undefined;
    found = found.flatMap((here) => {
      const next = typeof step === 'number' ? here.items : here.properties?.[String(step)];
      return next === undefined ? [] : variants(next, at);
    });
  }
  return found;
}

/** The forms of a union, or those of them that the value says it has. */
function variants(schema: JsonSchema, value: unknown): JsonSchema[] {
  const all = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const meant = all.filter((form) => claims(form, value));
  return meant.length > 0 ? meant : all;
}

function claims({ properties }: JsonSchema, value: unknown): boolean {
  const tags = Object.entries(properties ?? {}).filter(([, { const: tag }]) => tag !== undefined);
  if (tags.length === 0 || value === null || typeof value !== 'object') return false;
  return tags.every(([key, { const: tag }]) => (value as Record<string, unknown>)[key] === tag);
}
