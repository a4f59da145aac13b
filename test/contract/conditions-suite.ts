import { describe, expect, it } from 'vitest';
import type { Condition } from '../../lib/domain/verdict/condition.ts';
import { condition } from './stored-records.ts';
import type { Handles } from './stores-suite.ts';

export function describeConditions({ here, elsewhere }: Handles): void {
  describe('conditions', () => {
    it('take one revision after the other and no other', async () => {
      expect(await here().conditions.get('c-1')).toBeUndefined();
      expect(await here().conditions.put(condition('c-1', 1))).toBe(false);
      expect(await here().conditions.get('c-1'), 'a write that was refused left nothing').toBeUndefined();
      expect(await here().conditions.open()).toEqual([]);
      expect(await here().conditions.put(condition('c-1', 0))).toBe(true);
      expect(await elsewhere().conditions.put(condition('c-1', 0, { runs: 9 }))).toBe(false);
      expect(await elsewhere().conditions.put(condition('c-1', 2, { status: 'resolved' }))).toBe(false);
      expect(await elsewhere().conditions.open('support')).toEqual([condition('c-1', 0)]);
      const updated = condition('c-1', 1, { runs: 6, run: 'run-6' });
      expect(await elsewhere().conditions.put(updated)).toBe(true);
      expect(await here().conditions.get('c-1')).toEqual(updated);
      expect(await here().conditions.list({ endpoint: 'support' })).toEqual([updated]);
      expect(await here().conditions.open('support')).toEqual([updated]);
    });

    it('are open until they are over, and stay in the list', async () => {
      await here().conditions.put(condition('c-1', 0));
      const over = condition('c-1', 1, { status: 'resolved', resolvedAt: '2026-11-22T12:00:00.000Z' });
      expect(await here().conditions.put(over)).toBe(true);
      expect(await elsewhere().conditions.open()).toEqual([]);
      expect(await elsewhere().conditions.list({ endpoint: 'support' })).toEqual([over]);
      const neverOpen = condition('c-2', 0, { status: 'resolved', resolvedAt: '2026-11-22T12:00:00.000Z' });
      expect(await here().conditions.put(neverOpen)).toBe(true);
      expect(await elsewhere().conditions.open('support')).toEqual([]);
    });

    it('are listed oldest first whatever offset their times have, by endpoint, and the newest of them', async () => {
      for (const [id, since] of [
        ['c', '2026-11-22T02:00:00Z'],
        ['a', '2026-11-22T05:00:00+02:00'],
        ['b', '2026-11-22T01:00:00Z'],
      ] as const)
        await here().conditions.put(condition(id, 0, { since }));
      await here().conditions.put(condition('d', 0, { endpoint: 'sales' }));
      await here().conditions.put(condition('e', 0, { endpoint: 'support-eu' }));
      const listed = async (last?: number) =>
        (await elsewhere().conditions.list({ endpoint: 'support', ...(last === undefined ? {} : { last }) })).map(
          ({ id }) => id,
        );
      expect(await listed()).toEqual(['b', 'c', 'a']);
      expect(await listed(2)).toEqual(['c', 'a']);
      const before = { since: '2026-11-22T05:00:00+02:00', id: 'a' };
      const page = await elsewhere().conditions.list({ endpoint: 'support', before, last: 1 });
      expect(page.map(({ id }) => id)).toEqual(['c']);
      expect((await here().conditions.open('support')).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
      expect((await here().conditions.open()).map(({ id }) => id)).toEqual(['d', 'b', 'c', 'a', 'e']);
    });

    it('may name thousands of goldens', async () => {
      const goldens = Array.from({ length: 6000 }, (_, i) => ({
        ...{ golden: `answers-of-the-help-desk-${i}`, why: 'failing' as const, class: 'timeout' },
      }));
      const { failures: _, ...common } = condition('c-1', 0) as Extract<Condition, { kind: 'unreachable' }>;
      const large: Condition = { ...common, kind: 'partly-blind', goldens, of: 10_000 };
      expect(await here().conditions.put(large)).toBe(true);
      expect(await elsewhere().conditions.get('c-1')).toEqual(large);
      expect(await elsewhere().conditions.open()).toEqual([large]);
      expect(await elsewhere().conditions.list({ endpoint: 'support' })).toEqual([large]);
    });

    it('let exactly one of many racing writers take a revision', async () => {
      for (const revision of [0, 1]) {
        const written = await Promise.all(
          [11, 12, 13, 14].map((runs, i) =>
            (i % 2 ? here() : elsewhere()).conditions.put(condition('c-1', revision, { runs })),
          ),
        );
        expect(written.filter(Boolean)).toHaveLength(1);
        expect(await here().conditions.get('c-1')).toMatchObject({ runs: 11 + written.indexOf(true), revision });
        expect(await here().conditions.open('support')).toMatchObject([{ runs: 11 + written.indexOf(true) }]);
      }
    });
  });
}
