import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import AjvDraft04 from 'ajv-draft-04';
import type { Json, JsonObject } from '../domain/json.ts';

/** A version of JSON Schema. */
export interface Dialect {
  readonly name: string;
  readonly Validator: typeof Ajv;
  /** Says what is wrong with a schema that does not follow the dialect. */
  readonly problemOf: (schema: JsonObject) => string | undefined;
}

const draft202012 = dialect('draft 2020-12', Ajv2020 as unknown as typeof Ajv);
const draft201909 = dialect('draft 2019-09', Ajv2019 as unknown as typeof Ajv);
const draft07 = dialect('draft-07', Ajv);
const draft04 = dialect('draft-04', AjvDraft04.default as unknown as typeof Ajv);

/** What `$schema` may say, without `http:`, `https:` and `#`. Whatever is valid in draft-06 means the same in draft-07. */
const declared: Readonly<Record<string, Dialect>> = {
  '//json-schema.org/draft/2020-12/schema': draft202012,
  '//json-schema.org/draft/2019-09/schema': draft201909,
  '//json-schema.org/draft-07/schema': draft07,
  '//json-schema.org/draft-06/schema': draft07,
  '//json-schema.org/draft-04/schema': draft04,
};

/**
 * Dialects that a schema may be read in, the likeliest first: the one that it declares, or, as most schemas in the wild
 * declare none, all of them.
 *
 * @throws {Error} if it declares one that is not known.
 */
export function dialectsOf({ $schema }: JsonObject): readonly Dialect[] {
  if ($schema === undefined) return [draft202012, draft07, draft201909, draft04];
  const known = declared[nameOf($schema)];
  if (known !== undefined) return [known];
  throw new Error(`expected $schema to name draft-04, -06, -07, 2019-09 or 2020-12, got ${JSON.stringify($schema)}`);
}

function nameOf($schema: Json): string {
  return typeof $schema === 'string' ? $schema.replace(/^https?:/, '').replace(/#$/, '') : '';
}

/** One validator of schemas is made of each dialect, when it is first needed: it costs some 30 ms. */
function dialect(name: string, Validator: typeof Ajv): Dialect {
  let meta: Ajv | undefined;
  const problemOf = (schema: JsonObject) => {
    meta ??= new Validator({ validateFormats: false, logger: false });
    if (meta.validateSchema(schema) === true) return undefined;
    return meta.errorsText(meta.errors, { dataVar: 'schema' });
  };
  return { name, Validator, problemOf };
}
