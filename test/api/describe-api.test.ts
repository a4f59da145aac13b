import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { describeApi } from '../../lib/api/describe-api.ts';

describe('the description of the API', () => {
  it('is the published one; `npm run schemas` writes it again', () => {
    const file = join(resolve(import.meta.dirname, '../..'), 'schemas/openapi.json');
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(describeApi(), null, 2)}\n`);
  });

  it('is valid OpenAPI 3.1, every reference in it leads somewhere', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(describeApi()) as { [key: string]: unknown });
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
    const { components } = describeApi() as unknown as { components: { schemas: object } };
    const references = [...JSON.stringify(describeApi()).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
    const known = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(references)].filter((to) => !known.includes(to))).toEqual([]);
  });

  it('gives every operation a name of its own, and its parameters', () => {
    const paths = describeApi().paths as Record<string, Record<string, { operationId: string; parameters: object[] }>>;
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const [path, methods] of Object.entries(paths))
      for (const { parameters } of Object.values(methods))
        for (const [, name] of path.matchAll(/\{(\w+)\}/g))
          expect(parameters).toContainEqual(expect.objectContaining({ name, in: 'path', required: true }));
  });
});
