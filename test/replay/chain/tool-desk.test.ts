import { describe, expect, it } from 'vitest';
import { TraceFile } from '../../../lib/domain/golden/trace-tree.ts';
import { ToolDesk } from '../../../lib/replay/chain/tool-desk.ts';

const llm = { id: 'ask', kind: 'llm', input: { messages: [{ role: 'user', content: 'hi' }] } };
const desk = (...tools: object[]) => {
  const nodes = [llm, ...tools.map((tool, i) => ({ id: `t${i}`, kind: 'tool', name: 'search', ...tool }))];
  return new ToolDesk(TraceFile.parse({ id: 'tree', nodes }).nodes);
};
const mock = (...rules: object[]) => desk({ dependency: { kind: 'mock', rules } });
const returned = (output: unknown, delayMs = 0) => ({ kind: 'returned', output, delayMs });

describe('a snapshot', () => {
  it('answers exactly the recorded arguments, in whatever order their keys stand', () => {
    const tools = desk({ input: { q: 'a', n: 1 }, output: 'found' });
    expect(tools.answer('search', { n: 1, q: 'a' })).toEqual(returned('found'));
    expect(tools.answer('search', { q: 'a' })).toEqual({ kind: 'unknown', why: 'other arguments' });
    expect(tools.answer('browse', { q: 'a' })).toEqual({ kind: 'unknown', why: 'no such tool' });
  });

  it('gives repeated calls what was recorded one after another, and then the last again', () => {
    const tools = desk({ output: 1 }, { output: 2 });
    expect([1, 2, 3].map(() => tools.answer('search', {}))).toEqual([returned(1), returned(2), returned(2)]);
  });

  it('fails as the recorded call did', () => {
    const tools = desk({ error: { name: 'NotFound', message: 'no such order' } });
    expect(tools.answer('search', {})).toEqual({
      kind: 'failed',
      name: 'NotFound',
      message: 'no such order',
      delayMs: 0,
    });
  });
});

describe('a mock', () => {
  it('does not look for ever at what a model wrote', () => {
    const tools = mock({ matches: { q: '^(a+)+$' }, return: 'all a' }, { return: 'something else' });
    expect(tools.answer('search', { q: `${'a'.repeat(45)}!` })).toEqual(returned('something else'));
    expect(tools.answer('search', { q: 'aaa' })).toEqual(returned('all a'));
  });

  it('answers by its first rule that holds: arguments that have to be there, and patterns', () => {
    const tools = mock(
      { when: { filter: { city: 'Rome' } }, return: 'rain' },
      { matches: { q: '^order \\d+$' }, return: 'shipped', delayMs: 40 },
      { return: 'nothing' },
    );
    expect(tools.answer('search', { filter: { city: 'Rome', day: 1 }, q: 'order 7' })).toEqual(returned('rain'));
    expect(tools.answer('search', { q: 'order 7' })).toEqual(returned('shipped', 40));
    expect(tools.answer('search', { q: 'my order 7' })).toEqual(returned('nothing'));
    expect(mock({ when: { a: 1 }, return: 1 }).answer('search', {})).toEqual({
      kind: 'unknown',
      why: 'other arguments',
    });
  });

  it('fails, takes time, and goes through a sequence, the last of which stays', () => {
    const tools = mock({ sequence: [{ error: { name: 'Timeout' }, delayMs: 5 }, { return: 'up' }], delayMs: 9 });
    expect(tools.answer('search', {})).toEqual({ kind: 'failed', name: 'Timeout', message: '', delayMs: 5 });
    expect(tools.answer('search', {})).toEqual(returned('up', 9));
    expect(tools.answer('search', {})).toEqual(returned('up', 9));
  });

  it('stands before snapshots, and both before the real thing', () => {
    const both = [{ input: { q: 1 }, output: 'recorded' }, { dependency: { kind: 'live' } }];
    const tools = desk({ dependency: { kind: 'mock', rules: [{ when: { q: 2 }, return: 'mocked' }] } }, ...both);
    expect(tools.answer('search', { q: 2 })).toEqual(returned('mocked'));
    expect(tools.answer('search', { q: 1 })).toEqual(returned('recorded'));
    expect(tools.answer('search', { q: 3 })).toEqual({ kind: 'live' });
  });
});
