import { describe, expect, it } from 'vitest';
import { FeedForward } from '../../../lib/replay/chain/feed-forward.ts';

const forward = (...pairs: [unknown, unknown][]) => {
  const feed = new FeedForward();
  for (const [recorded, now] of pairs) feed.add(recorded as string, now as string);
  return feed;
};

describe('feeding outputs forward', () => {
  it('puts what is said now in the place of what was said, at any depth', () => {
    const feed = forward(['the old plan', 'a new plan']);
    expect(feed.applied([{ content: 'Do: the old plan. Again: the old plan' }, 7])).toEqual([
      { content: 'Do: a new plan. Again: a new plan' },
      7,
    ]);
  });

  it('knows outputs that are no text as compact and as indented JSON', () => {
    const feed = forward([{ a: 'one', b: [1] }, { a: 'two' }]);
    expect(feed.applied(`got ${JSON.stringify({ a: 'one', b: [1] })}`)).toBe('got {"a":"two"}');
    expect(feed.applied(`got ${JSON.stringify({ a: 'one', b: [1] }, null, 2)}`)).toBe('got {\n  "a": "two"\n}');
  });

  it('knows a text without the white space around it', () => {
    expect(forward([' the old plan\n', ' a new plan\n']).applied('Plan:the old plan.')).toBe('Plan:a new plan.');
  });

  it('replaces the longest first and never what it has put in', () => {
    const feed = forward(['the old plan', 'the old plan, whole'], ['the old plan, whole', 'nothing at all']);
    expect(feed.applied('the old plan; the old plan, whole')).toBe('the old plan, whole; nothing at all');
  });

  it('leaves short texts alone: they stand in prompts by chance', () => {
    expect(forward(['yes', 'no']).applied('yesterday')).toBe('yesterday');
    expect(forward([undefined, 'no']).applied('yesterday')).toBe('yesterday');
  });
});
