import type { Expectation } from '../../domain/golden/expectation.ts';
import { isPattern } from '../../domain/golden/is-pattern.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { parseText } from './json-text.ts';
import { fillIn } from './template.ts';

/** What assertions come to: expectations, and the types of those that have no counterpart. */
export interface AssertionsRead {
  readonly expectations: readonly Expectation[];
  readonly leftOut: readonly string[];
  readonly wrong: readonly { readonly index: number; readonly what: string }[];
}

/**
 * Reads the `assert` list of a promptfoo test. Sets of assertions that must all hold are as good as their members.
 *
 * @param templates by the names that `$ref: '#/assertionTemplates/NAME'` has for them.
 */
export function assertionsOf(
  assertions: readonly Json[],
  variables: JsonObject,
  templates: JsonObject,
): AssertionsRead {
  const expectations: Expectation[] = [];
  const leftOut: string[] = [];
  const wrong: { index: number; what: string }[] = [];
  for (const [index, given] of assertions.entries())
    for (const assertion of membersOf(given, templates)) {
      if (!isJsonObject(assertion) || typeof assertion.type !== 'string') {
        wrong.push({ index, what: 'expected an assertion with a type' });
        continue;
      }
      const value = typeof assertion.value === 'number' ? String(assertion.value) : assertion.value;
      const filled = typeof value === 'string' ? fillIn(value, variables) : { text: undefined };
      const expectation = 'wrong' in filled ? undefined : expectationOf(assertion.type, filled.text ?? value);
      if (expectation === undefined) leftOut.push(`assertions of type ${assertion.type.slice(0, 60)}`);
      else expectations.push(expectation);
    }
  return { expectations, leftOut, wrong };
}

function membersOf(given: Json, templates: JsonObject): readonly Json[] {
  const [, name] =
    isJsonObject(given) && typeof given.$ref === 'string'
      ? (/^#\/assertionTemplates\/(.+)$/.exec(given.$ref) ?? [])
      : [];
  const assertion = name === undefined || !Object.hasOwn(templates, name) ? given : (templates[name] ?? given);
  if (!isJsonObject(assertion) || assertion.type !== 'assert-set' || assertion.threshold !== undefined)
    return [assertion];
  return Array.isArray(assertion.assert) ? (assertion.assert as readonly Json[]) : [];
}

function expectationOf(type: string, value: Json | undefined): Expectation | undefined {
  if (type === 'is-refusal') return { kind: 'refusal', expected: true };
  if (type === 'not-is-refusal') return { kind: 'refusal', expected: false };
  if (type === 'is-json') {
    const schema = value === undefined || value === '' ? undefined : parseText(value);
    if (schema === undefined) return { kind: 'json' };
    return isJsonObject(schema) ? { kind: 'json-schema', schema } : undefined;
  }
  if (typeof value !== 'string' || value === '' || value.startsWith('file://')) return undefined;
  if (type === 'equals') return { kind: 'equals', text: value };
  if (type === 'contains') return { kind: 'contains', text: value, caseSensitive: true };
  if (type === 'icontains') return { kind: 'contains', text: value, caseSensitive: false };
  return type === 'regex' && isPattern(value) ? { kind: 'matches', pattern: value } : undefined;
}
