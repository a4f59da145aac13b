import { describe, expect, it } from 'vitest';
import { trustOf } from '../../lib/drift/fact-trust.ts';
import { systems } from '../../lib/providers/catalog.ts';

const fingerprints = systems.filter(({ identity }) => identity.some(({ field }) => field === 'fingerprint'));

/** A fingerprint of each system that has one, by its page. */
const examples: Readonly<Record<string, string>> = {
  openai: 'fp_44709d6fcb',
  'azure-openai': 'fp_ded0d14823',
  bedrock: 'profile:9f86d081884c7d65',
  vllm: 'vllm-0.14.0-tp1-9f1c2d3e',
  tgi: '0e9e39f249a16976918f6564b8830bc894c89659',
  ollama: '365c0bd3c000a25d28ddbf732fe1c6add414de7275464c4e4d1c3b5fcb5d8ad1',
  'llama-cpp': 'b7012-abc1234',
};

describe('the trust in a changed value', () => {
  it.each(fingerprints.map(({ page, identity }) => ({ page, identity })))(
    'of a fingerprint of $page is what its page says',
    ({ page, identity }) => {
      const said = identity.find(({ field }) => field === 'fingerprint')?.trust;
      expect(trustOf({ kind: 'fingerprint', value: examples[page] ?? 'no example of this system' })).toBe(said);
    },
  );

  it.each(
    systems.flatMap(({ page, identity }) =>
      identity.flatMap(({ field, trust }) => (field.startsWith('identity.') ? [{ page, field, trust }] : [])),
    ),
  )('of $field of $page is $trust, as its page says', ({ field, trust }) => {
    const name = field.slice('identity.'.length);
    expect(trustOf({ kind: 'fingerprint', value: `${name} some value: 1, 2` })).toBe(trust);
  });

  it('is weak for every other fingerprint and every other name', () => {
    for (const value of ['', 'fastcoe', 'gateway-eu-3', 'digest 365c0bd3c000a25d28ddbf73', 'fp_0123456789abcdef'])
      expect(trustOf({ kind: 'fingerprint', value }), value).toBe('weak');
  });
});
