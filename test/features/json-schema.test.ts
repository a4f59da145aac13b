import { describe, expect, it } from 'vitest';
import { Expectation } from '../../lib/domain/golden/expectation.ts';
import type { JsonObject } from '../../lib/domain/json.ts';
import { findFailures } from '../../lib/features/expectations.ts';
import { secondsOfWork } from '../helpers/seconds-of-work.ts';

const asks = (schema: JsonObject) => {
  const expectations = [Expectation.parse({ kind: 'json-schema', schema })];
  return (text: string) => findFailures({ text, toolCalls: [] }, expectations).length === 0;
};
const tree = { type: 'object', required: ['v'], properties: { v: { type: 'integer' }, left: { $ref: '#' } } };
const nested = (depth: number, inside = '') => `${'['.repeat(depth)}${inside}${']'.repeat(depth)}`;

describe('a JSON Schema', () => {
  it.each([
    ['none', undefined],
    ['draft-04', 'http://json-schema.org/draft-04/schema#'],
    ['draft-06', 'http://json-schema.org/draft-06/schema#'],
    ['draft-07', 'http://json-schema.org/draft-07/schema#'],
    ['draft-07, written otherwise', 'https://json-schema.org/draft-07/schema'],
    ['2019-09', 'https://json-schema.org/draft/2019-09/schema'],
    ['2020-12', 'https://json-schema.org/draft/2020-12/schema'],
  ])('that declares %s is read, and calls itself', (_, $schema) => {
    const isMet = asks($schema === undefined ? tree : { $schema, ...tree });
    expect(isMet('{"v": 1, "left": {"v": 2, "left": {"v": 3}}}')).toBe(true);
    expect(isMet('{"v": 1, "left": {"v": 2, "left": {"v": "3"}}}')).toBe(false);
  });

  it.each<[string, JsonObject, string, string]>([
    ['2020-12', { prefixItems: [{ type: 'number' }], items: false }, '[1]', '[1, 2]'],
    ['draft-07', { items: [{ type: 'number' }], additionalItems: false }, '[1]', '[1, 2]'],
    ['draft-07', { dependencies: { a: ['b'] } }, '{"a": 1, "b": 2}', '{"a": 1}'],
    ['2019-09', { properties: { a: { $recursiveRef: '#' } }, type: 'object' }, '{"a": {}}', '{"a": 1}'],
    ['draft-04', { minimum: 1, exclusiveMinimum: true }, '2', '1'],
    ['draft-04', { id: 'https://example.com/four', type: 'array' }, '[]', '{}'],
  ])('that declares nothing is read as %s where it means that', (_, schema, good, bad) => {
    expect(asks(schema)(good)).toBe(true);
    expect(asks(schema)(bad)).toBe(false);
  });

  it('finds definitions, its own identifiers and those of nested schemas, which two goldens may share', () => {
    const schema = {
      $id: 'https://example.com/order',
      type: 'object',
      properties: { lines: { type: 'array', items: { $ref: 'line' } }, note: { $ref: '#/$defs/text' } },
      $defs: { text: { type: 'string' }, line: { $id: 'line', type: 'object', required: ['sku'] } },
    };
    const other = { ...schema, $defs: { ...schema.$defs, line: { $id: 'line', type: 'number' } } };
    expect(asks(schema)('{"lines": [{"sku": 1}], "note": ""}')).toBe(true);
    expect(asks(schema)('{"lines": [{}]}')).toBe(false);
    expect(asks(other)('{"lines": [1]}')).toBe(true);
  });

  it('leaves data that looks like a reference alone', () => {
    expect(asks({ const: { $ref: '#' } })('{"$ref": "#"}')).toBe(true);
    expect(asks({ type: 'object', properties: { $ref: { type: 'string' } } })('{"$ref": 1}')).toBe(false);
  });

  it('may have keywords of OpenAPI and of its owner, and none that is misspelled', () => {
    const schema = { type: 'object', 'x-order': 1, example: {}, properties: { a: { 'x-ui': 'wide', type: 'string' } } };
    expect(asks(schema)('{"a": 1}')).toBe(false);
    expect(() => asks({ propertys: {} })('{}')).toThrow('unknown keyword: "propertys"');
    expect(() => asks({ type: 'objekt' })('{}')).toThrow('schema/type');
    expect(() => asks({ $schema: 'http://json-schema.org/draft-03/schema#' })('{}')).toThrow(
      'expected $schema to name',
    );
    expect(() => asks({ $ref: 'https://example.com/elsewhere' })('{}')).toThrow("can't resolve");
  });

  it('has patterns that are matched in linear time', () => {
    const slow = `"${'a'.repeat(45)}!"`;
    expect(secondsOfWork(() => asks({ pattern: '^(a+)+$' })(slow))).toBeLessThan(0.5);
    expect(asks({ pattern: '^\\p{Lu}\\w+$' })('"Oslo"')).toBe(true);
    expect(asks({ pattern: '^a\\-b\\_$' })('"a-b_"')).toBe(true);
    expect(asks({ patternProperties: { '^a+$': { type: 'number' } }, additionalProperties: false })('{"b": 1}')).toBe(
      false,
    );
    expect(() => asks({ properties: { a: { pattern: '(a)\\1' } } })('{}')).toThrow(/pattern "\(a\).*backreference/);
  });

  it.each<[string, JsonObject, string, boolean]>([
    ['a million brackets', { type: 'array', items: { $ref: '#' } }, nested(500_000), false],
    ['3,000 levels', { type: 'array', items: { $ref: '#' } }, nested(3000), false],
    ['3,000 levels and no reference', { type: 'array' }, nested(3000), false],
    ['400 levels', { type: 'array', items: { $ref: '#' } }, nested(400), true],
    ['brackets in strings', { type: 'array' }, `["${'['.repeat(3000)}\\""]`, true],
    ['a megabyte of equal items', { uniqueItems: true }, `[${'{},'.repeat(300_000)}1]`, false],
    [
      'a megabyte of different items',
      { uniqueItems: true },
      JSON.stringify(Array.from({ length: 90_000 }, (_, i) => ({ a: i }))),
      true,
    ],
    [
      'different items at each level',
      { type: 'array', uniqueItems: true, items: { anyOf: [{ $ref: '#' }, { type: 'number' }] } },
      nested(400, Array.from({ length: 100_000 }, (_, i) => i).join(',')),
      true,
    ],
    [
      'branches that both look inside',
      {
        anyOf: ['b', 'c'].map((key) => ({ allOf: [{ properties: { a: { $ref: '#' } } }, { required: [key] }] })),
      },
      `${'{"a":'.repeat(200)}{}${'}'.repeat(200)}`,
      false,
    ],
    ['a megabyte of text for a pattern', { pattern: '(.*a){20}!' }, `"${'a'.repeat(1_000_000)}"`, false],
  ])('answers %s within a second', (_, schema, text, expected) => {
    let isMet: boolean | undefined;
    const seconds = secondsOfWork(() => {
      isMet = asks(schema)(text);
    });
    expect(isMet).toBe(expected);
    expect(seconds).toBeLessThan(1.5); // a compilation and what this machine does beside are in it
  });

  it('takes equal items for equal, whatever the order of keys, and nothing else', () => {
    const isMet = asks({ uniqueItems: true });
    for (const same of ['[1, 1.0]', '[{"a":1,"b":[2]},{"b":[2],"a":1}]', '[0,-0]', '[[],[]]', '["a","\\u0061"]'])
      expect([same, isMet(same)]).toEqual([same, false]);
    for (const different of ['[1,"1",true,null]', '[[1],["1"]]', '[{},[],""]', '[{"a":"b"},{"a:b":1}]', '[[1,2],[12]]'])
      expect([different, isMet(different)]).toEqual([different, true]);
    expect(asks({ uniqueItems: false })('[1,1]')).toBe(true);
  });
});

describe('a pattern on a hostile answer', () => {
  const failed = (pattern: string, text: string) =>
    findFailures({ text, toolCalls: [] }, [Expectation.parse({ kind: 'matches', pattern })]).length;

  it('is asked in linear time', () => {
    expect(secondsOfWork(() => failed('^(a+)+$', `${'a'.repeat(45)}!`))).toBeLessThan(0.5);
    expect(failed('^(a+)+$', `${'a'.repeat(45)}!`)).toBe(1);
    expect(failed('^(a+)+$', 'a'.repeat(45))).toBe(0);
  });

  it('is not asked, and so not met, where even that would take more than a second', () => {
    const answer = 'ab'.repeat(500_000);
    expect(failed('(?:a|b)*a(?:a|b){900}$', answer)).toBe(1);
    expect(failed('(?:a|b)*a(?:a|b){9}$', answer)).toBe(0);
  });
});
