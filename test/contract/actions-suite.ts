import { describe, expect, it } from 'vitest';
import { action, groupEntry } from './stored-records.ts';
import type { Handles } from './stores-suite.ts';

export function describeActions({ here, elsewhere }: Handles): void {
  describe('actions', () => {
    it('are kept in the order of their numbers, by endpoint, and the newest of them', async () => {
      expect(await here().actions.list({ endpoint: 'support' })).toEqual([]);
      for (const number of [2, 1, 11]) expect(await here().actions.add(action(number))).toBe(true);
      await here().actions.add(action(1, { endpoint: 'support-eu' }));
      expect(await elsewhere().actions.list({ endpoint: 'support' })).toEqual([action(1), action(2), action(11)]);
      expect(await elsewhere().actions.list({ endpoint: 'support', last: 2 })).toEqual([action(2), action(11)]);
    });

    it('are never changed', async () => {
      await here().actions.add(action(1));
      expect(await elsewhere().actions.add(action(1, { why: 'another reason' }))).toBe(false);
      expect(await here().actions.list({ endpoint: 'support' })).toEqual([action(1)]);
    });

    it('let exactly one of many racing writers take a number', async () => {
      const written = await Promise.all(
        ['a', 'b', 'c', 'd'].map((by, i) => (i % 2 ? here() : elsewhere()).actions.add(action(1, { by }))),
      );
      expect(written.filter(Boolean)).toHaveLength(1);
    });
  });

  describe('groups', () => {
    it('take one entry after the other and no other, and a subject once', async () => {
      expect(await here().groups.joined('i-1')).toBeUndefined();
      expect(await here().groups.add(groupEntry(1, 'i-1'))).toBe(true);
      expect(await elsewhere().groups.add(groupEntry(1, 'i-2'))).toBe(false);
      expect(await elsewhere().groups.joined('i-2'), 'an entry that was refused left nothing').toBeUndefined();
      expect(await elsewhere().groups.add(groupEntry(2, 'i-1')), 'it has joined').toBe(false);
      expect(await here().groups.list({ from: 2 })).toEqual([]);
      expect(await here().groups.add(groupEntry(2, 'i-1', { event: 'left' }))).toBe(true);
      expect(await here().groups.add(groupEntry(3, 'i-1', { event: 'rejoined' }))).toBe(true);
      expect(await elsewhere().groups.joined('i-1')).toEqual(groupEntry(1, 'i-1'));
    });

    it('are listed oldest first, from an entry on, and the newest of them', async () => {
      for (let number = 1; number <= 12; number++) await here().groups.add(groupEntry(number, `i-${number}`));
      const numbers = async (query: { from?: number; last?: number }) =>
        (await elsewhere().groups.list(query)).map((entry) => entry.number);
      expect(await numbers({})).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect(await numbers({ from: 9 })).toEqual([9, 10, 11, 12]);
      expect(await numbers({ last: 2 })).toEqual([11, 12]);
    });

    it('let exactly one of many racing writers take a number', async () => {
      const written = await Promise.all(
        [1, 2, 3, 4].map((i) => (i % 2 ? here() : elsewhere()).groups.add(groupEntry(1, `i-${i}`))),
      );
      expect(written.filter(Boolean)).toHaveLength(1);
      expect(await here().groups.list({})).toHaveLength(1);
    });
  });
}
