import type { Ajv, Options } from 'ajv';
import { PatternError } from '../domain/golden/pattern-syntax.ts';
import type { JsonObject } from '../domain/json.ts';
import { addToReferences } from './add-to-references.ts';
import { DistinctValues } from './distinct-values.ts';
import type { Effort } from './effort.ts';
import { type Dialect, dialectsOf } from './json-schema-dialects.ts';
import { compilePattern, type LinearPattern } from './linear-pattern.ts';

/**
 * Strict about keywords, so that a misspelled one is an error and not a check that never fails; `format` is an
 * annotation, as draft 2020-12 says.
 */
const options: Options = {
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  validateFormats: false,
  validateSchema: false,
  meta: false,
  messages: false,
  logger: false,
};

/** Keywords of OpenAPI, and of tools that write schemas, that constrain nothing. */
const annotations = ['discriminator', 'example', 'externalDocs', 'xml'];

/** Stands beside references, whose targets are all that can be asked about one value again and again. */
const effortKeyword = 'pinwatch:effort';
const stepsForEach = 100;

/**
 * Makes a JSON Schema ready to be asked about values. It is read in the draft that `$schema` names or, without one, in
 * draft 2020-12 or the first of 07, 2019-09 and 04 that it is valid in. `$ref` finds what is inside the schema.
 *
 * A schema with `$ref: "#"` in two branches can take time exponential in the depth of a value, `uniqueItems` quadratic, a
 * `pattern` anything: all of that is counted, or done in linear time.
 *
 * @param effort renewed by the caller for each value; a predicate throws its {EffortSpentError}.
 * @throws {Error} saying what is wrong with the schema.
 */
export function compileSchema(schema: JsonObject, effort: Effort): (value: unknown) => boolean {
  const { $schema: _declared, ...undeclared } = schema;
  let first: unknown;
  for (const dialect of dialectsOf(schema))
    try {
      return compileAs(undeclared, dialect, effort);
    } catch (error) {
      first ??= error;
    }
  throw first;
}

function compileAs(schema: JsonObject, { Validator, problemOf }: Dialect, effort: Effort) {
  const problem = problemOf(schema);
  if (problem !== undefined) throw new Error(problem);
  // A validator of its own: two schemas may have one $id.
  const ajv = new Validator({ ...options, code: { regExp: regExpOf(effort) } });
  const values = new DistinctValues(effort);
  ajv.addVocabulary([...annotations, ...extensionsIn(schema)]);
  countReferences(ajv, effort);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: false,
    validate: (wanted: boolean, items: readonly unknown[]) => !wanted || values.areDistinct(items),
  });
  const validate = ajv.compile(addToReferences(schema, { [effortKeyword]: true }));
  return (value: unknown): boolean => {
    values.clear();
    return validate(value) === true;
  };
}

function countReferences(ajv: Ajv, effort: Effort): void {
  ajv.addKeyword({
    keyword: effortKeyword,
    before: '$ref',
    schemaType: 'boolean',
    errors: false,
    validate: (_: boolean, value: unknown) => {
      effort.spend(stepsForEach + sizeOf(value));
      return true;
    },
  });
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return value !== null && typeof value === 'object' ? Object.keys(value).length : 0;
}

/** What tools add for themselves; the specification keeps names that begin with `x-` for that. */
function extensionsIn(schema: JsonObject): string[] {
  const found = new Set<string>();
  JSON.stringify(schema, (key, value: unknown) => {
    if (/^x-[\w-]+$/.test(key)) found.add(key);
    return value;
  });
  return [...found];
}

/** The engine for `pattern` and `patternProperties`: as if with the flag `u`, where a pattern can be read so. */
function regExpOf(effort: Effort) {
  const regExp = (pattern: string) => {
    const { size, test } = readPattern(pattern);
    return {
      test(text: string) {
        effort.spend(size * text.length);
        return test(text);
      },
      toString: () => `/${pattern}/`,
    };
  };
  return Object.assign(regExp, { code: 'linear patterns' });
}

function readPattern(pattern: string): LinearPattern {
  try {
    return compilePattern(pattern, 'u');
  } catch (error) {
    try {
      return compilePattern(pattern);
    } catch {
      throw new PatternError(`pattern ${JSON.stringify(pattern)}: ${(error as Error).message}`);
    }
  }
}
