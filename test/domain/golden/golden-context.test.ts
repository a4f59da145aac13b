import { describe, expect, it } from 'vitest';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import { StoredGolden } from '../../../lib/stores/stored-golden.ts';

const context = {
  documents: [
    { id: 'kb-12', title: 'Returns', source: 'https://kb.example/12', text: 'Returns within 30 days.' },
    { id: 'kb-13', hash: 'a'.repeat(64) },
  ],
  template: { name: 'answer', version: '7', text: 'Use {{documents}} to answer {{question}}' },
  variables: { question: 'May I return it?', tone: { formal: true } },
  tokenizer: 'o200k_base',
  capturedOn: { model: 'gpt-4.1-2025-04-14', fingerprint: 'fp_1', at: '2026-11-22T09:00:00Z' },
};
const golden = (more: object = {}) =>
  goldenRequest(GoldenFile.parse({ id: 'a', messages: [{ role: 'user', content: 'hello' }], ...more }));

describe('what a golden was made of', () => {
  it('is kept, never sent, and survives storage', () => {
    const whole = golden({ context });
    expect(whole.context).toEqual(context);
    expect(whole.body).toEqual({ messages: [{ role: 'user', content: 'hello' }] });
    expect(StoredGolden.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  it('leaves the version of goldens without it as it was', () => {
    expect(golden({ context: {} }).version).toBe(golden().version);
    // Pinned: a version that moves by itself begins a new baseline for everybody.
    expect(golden().version).toBe('ad620f4c27133c21f0cd5d28d2fe161966106c42c82c7cdd2d9a57f52cf913d2');
  });

  it.each([
    ['documents', { documents: [{ id: 'kb-12', text: 'Returns within 14 days.' }] }],
    ['template', { template: { name: 'answer', version: '8' } }],
    ['template', { variables: { question: 'May I?' } }],
  ])('makes a new version when its %s change, and names that part only', (part, changed) => {
    const [before, after] = [golden({ context }), golden({ context: { ...context, ...changed } })];
    expect(after.version).not.toBe(before.version);
    const moved = Object.keys(after.parts).filter((key) => after.parts[key] !== before.parts[key]);
    expect(moved).toEqual([part]);
  });

  it.each([{ tokenizer: 'other' }, { capturedOn: { model: 'other' } }])(
    'keeps the version when it is only noted who served it: %j',
    (noted) => {
      expect(golden({ context: { ...context, ...noted } }).version).toBe(golden({ context }).version);
    },
  );

  it.each([
    [{ documents: [{ id: 'kb-12' }] }, 'expected the text of the document, or its hash'],
    [{ documents: [{ id: 'kb-12', hash: 'A1' }] }, 'expected 64 hexadecimal digits'],
    [{ template: { version: '7' } }, 'expected the name of the template, or its text'],
    [{ tokeniser: 'o200k_base' }, 'tokeniser'],
  ])('is refused where it says too little: %j', (wrong, message) => {
    const { error } = GoldenFile.safeParse({ id: 'a', messages: [{ role: 'user' }], context: wrong });
    expect(error?.message).toContain(message);
  });
});
