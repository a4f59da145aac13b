import { describe, expect, it } from 'vitest';
import { parseJson, parseStructured } from '../../lib/features/json-text.ts';

describe('parseStructured', () => {
  it.each([
    '{}',
    '[]',
    ' \n\t{"a": 1}\r\n',
    '[1, [2, {"b": null}]]',
    '{"a": "}"}',
    '{"a": 1, "a": 2}',
    '{"emoji": "😀", "escaped": "\\ud83d\\ude00"}',
    '[1e999]',
  ])('takes %j', (text) => {
    expect(parseStructured(text)).toBeDefined();
  });

  it.each([
    '',
    ' ',
    '42',
    'true',
    'null',
    '"text"',
    '{',
    '}',
    '{]',
    '[}',
    '{"a": 1',
    '{"a": 1,}',
    "{'a': 1}",
    '{a: 1}',
    '{"a": NaN}',
    '{"a": 01}',
    '{"a": 1} {"b": 2}',
    '{"a": 1} trailing',
    'Here you are: {"a": 1}',
    '```json\n{"a": 1}\n```',
    '{"a": "line\nbreak"}',
    '// comment\n{}',
    '\ufeff{}',
    '\u00a0{}',
    '{} \u2028',
    '[1, 2',
  ])('turns away %j', (text) => {
    expect(parseStructured(text)).toBeUndefined();
  });

  it('says undefined for every text that is no object or array, as JSON.parse sees it', () => {
    for (const text of ['{}', '1', '[', '{"a"}', '[]x', ' [] ', '"{}"', '{"x":[1,2,{"y":"z"}]}']) {
      const value = parseJson(text);
      const structured = value !== null && typeof value === 'object';
      expect(parseStructured(text) !== undefined).toBe(structured);
    }
  });
});
