import { describe, expect, it } from 'vitest';
import { Expectation, expectationName } from '../../../lib/domain/golden/expectation.ts';

describe('the name of an expectation', () => {
  it.each([
    [{ kind: 'contains', text: 'city' }, 'contains "city"'],
    [{ kind: 'contains', text: '"city"' }, `contains '"city"'`],
    [{ kind: 'equals', text: 'yes' }, 'equals "yes"'],
    [{ kind: 'matches', pattern: '^a', flags: 'i' }, 'matches /^a/i'],
    [{ kind: 'tool-called', tool: 'track' }, 'calls track'],
    [{ kind: 'refusal', expected: true }, 'refuses'],
    [{ kind: 'json', name: 'is a ticket' }, 'is a ticket'],
  ])('of %j is %s', (expectation, name) => {
    expect(expectationName(Expectation.parse(expectation))).toBe(name);
  });
});
