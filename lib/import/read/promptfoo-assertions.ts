import type { Expectation } from '../../domain/golden/expectation.ts';
import { isPattern } from '../../domain/golden/is-pattern.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { fillIn } from './template.ts';

/** What assertions come to: expectations, and the types of those that have no counterpart. */
export interface AssertionsRead {
  readonly expectations: readonly Expectation[];
  readonly leftOut: readonly string[];
  readonly wrong: readonly { readonly index: number; readonly what: string }[];
}

/** Reads the `assert` list of a promptfoo test. */
export function assertionsOf(assertions: Json | undefined, variables: JsonObject): AssertionsRead {
  const expectations: Expectation[] = [];
  const leftOut: string[] = [];
  const wrong: { index: number; what: string }[] = [];
  for (const [index, assertion] of (Array.isArray(assertions) ? (assertions as readonly Json[]) : []).entries()) {
    if (!isJsonObject(assertion) || typeof assertion.type !== 'string') {
      wrong.push({ index, what: 'expected an assertion with a type' });
      continue;
    }
    const filled = typeof assertion.value === 'string' ? fillIn(assertion.value, variables) : { text: undefined };
    if ('wrong' in filled) wrong.push({ index, what: filled.wrong });
    else {
      const expectation = expectationOf(assertion.type, filled.text ?? assertion.value);
      if (expectation === undefined) leftOut.push(`assertions of type ${assertion.type.slice(0, 60)}`);
      else expectations.push(expectation);
    }
  }
  return { expectations, leftOut, wrong };
}

function expectationOf(type: string, value: Json | undefined): Expectation | undefined {
  if (type === 'is-refusal') return { kind: 'refusal', expected: true };
  if (type === 'not-is-refusal') return { kind: 'refusal', expected: false };
  if (type === 'is-json')
    return value === undefined
      ? { kind: 'json' }
      : isJsonObject(value)
        ? { kind: 'json-schema', schema: value }
        : undefined;
  if (typeof value !== 'string' || value === '' || value.startsWith('file://')) return undefined;
  if (type === 'equals') return { kind: 'equals', text: value };
  if (type === 'contains') return { kind: 'contains', text: value, caseSensitive: true };
  if (type === 'icontains') return { kind: 'contains', text: value, caseSensitive: false };
  return type === 'regex' && isPattern(value) ? { kind: 'matches', pattern: value } : undefined;
}
