import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../lib/domain/verdict/judgement-summary.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { epoch, explanation, golden, incident, judgement } from './stored-records.ts';
import type { Handles } from './stores-suite.ts';

export function describeRecords({ here, elsewhere }: Handles): void {
  describe('detector states', () => {
    it('are there as they were saved, with their revision', async () => {
      expect(await here().detectors.load('support')).toBeUndefined();
      const state = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);
      expect(await here().detectors.save('support', state, 0)).toBe(true);
      expect(await elsewhere().detectors.load('support')).toEqual({ state, revision: 1 });
      expect(await elsewhere().detectors.save('support', Uint8Array.of(), 1)).toBe(true);
      expect(await here().detectors.load('support')).toEqual({ state: Uint8Array.of(), revision: 2 });
      expect(await here().detectors.load('sales')).toBeUndefined();
    });

    it('stay as they are when the revision has moved on', async () => {
      await here().detectors.save('support', Uint8Array.of(1), 0);
      await here().detectors.save('support', Uint8Array.of(2), 1);
      for (const stale of [0, 1, 3])
        expect(await here().detectors.save('support', Uint8Array.of(9), stale)).toBe(false);
      expect(await here().detectors.save('sales', Uint8Array.of(9), 1)).toBe(false);
      expect(await here().detectors.load('support')).toEqual({ state: Uint8Array.of(2), revision: 2 });
      expect(await here().detectors.load('sales')).toBeUndefined();
    });

    it('let exactly one of many racing savers win', async () => {
      for (const expected of [0, 1]) {
        const wins = await Promise.all(
          [1, 2, 3, 4, 5, 6].map((n) =>
            (n % 2 ? here() : elsewhere()).detectors.save('support', Uint8Array.of(n), expected),
          ),
        );
        expect(wins.filter(Boolean)).toHaveLength(1);
        const state = Uint8Array.of(wins.indexOf(true) + 1);
        expect(await here().detectors.load('support')).toEqual({ state, revision: expected + 1 });
      }
    });
  });

  describe('judgements', () => {
    it('are one a run: a run judged again has its newest', async () => {
      expect(await here().judgements.get('run-1')).toBeUndefined();
      await here().judgements.put(judgement('run-1'));
      const again = judgement('run-1', { detector: 'detector/2', at: '2026-11-22T09:30:00.000Z' });
      await elsewhere().judgements.put(again);
      await elsewhere().judgements.put(again);
      expect(await here().judgements.get('run-1')).toEqual(again);
      expect(await here().judgements.list({ endpoint: 'support' })).toEqual([again]);
    });

    it('may carry examples of any size', async () => {
      const example = {
        golden: 'story-07',
        commonPrefix: 'Once',
        before: 'upon '.repeat(200_000),
        after: randomText(500_000),
      };
      const large = judgement('run-1', { explanation: explanation([example]) });
      await here().judgements.put(large);
      expect(await elsewhere().judgements.get('run-1')).toEqual(large);
      expect(await elsewhere().judgements.list({ endpoint: 'support' })).toEqual([large]);
    });

    it('may have thousands of facts, as when every prompt is counted otherwise, and are summarised all the same', async () => {
      const facts = Array.from({ length: 2500 }, (_, i) => ({
        ...{ kind: 'prompt-tokens' as const, golden: `golden-${i}@0123456789ab`, was: ['1123'], now: '1130' },
        ...{
          runs: ['20261122T090000000Z-support', '20261122T100000000Z-support'],
          requests: 4,
          trust: 'strong' as const,
        },
      }));
      const plain = judgement('run-1');
      const large = { ...plain, evidence: { ...plain.evidence, facts } };
      await here().judgements.put(large);
      const query = { endpoint: 'support', last: 1 };
      expect(await elsewhere().judgements.summaries(query)).toEqual([summaryOf(large)]);
      expect(await elsewhere().judgements.withFacts(query)).toEqual([summaryOf(large)]);
      expect(await elsewhere().judgements.get('run-1')).toEqual(large);
    });
  });

  describe('epochs', () => {
    it('are added once and never changed', async () => {
      expect(await here().epochs.list('support')).toEqual([]);
      expect(await here().epochs.add(epoch(1))).toBe(true);
      expect(await elsewhere().epochs.add(epoch(1, { by: 'Grace' }))).toBe(false);
      expect(await here().epochs.add(epoch(1, { endpoint: 'sales' }))).toBe(true);
      expect(await elsewhere().epochs.list('support')).toEqual([epoch(1)]);
    });

    it('are listed in the order of their numbers', async () => {
      for (const number of [2, 10, 1]) await here().epochs.add(epoch(number));
      expect((await here().epochs.list('support')).map(({ number }) => number)).toEqual([1, 2, 10]);
    });

    it('begin once when many begin them at the same time', async () => {
      const added = await Promise.all(
        ['Ada', 'Grace', 'Edsger', 'Barbara'].map((by, i) =>
          (i % 2 ? here() : elsewhere()).epochs.add(epoch(1, { by })),
        ),
      );
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await here().epochs.list('support')).toHaveLength(1);
    });
  });

  describe('incidents', () => {
    it('take one revision after the other and no other', async () => {
      expect(await here().incidents.get('i-1')).toBeUndefined();
      expect(await here().incidents.put(incident('i-1', 1))).toBe(false);
      expect(await here().incidents.put(incident('i-1', 0))).toBe(true);
      expect(await elsewhere().incidents.put(incident('i-1', 0, { status: 'resolved' }))).toBe(false);
      expect(await elsewhere().incidents.put(incident('i-1', 2, { status: 'resolved' }))).toBe(false);
      const acknowledged = incident('i-1', 1, { status: 'acknowledged', by: 'Ada', why: 'looking' });
      expect(await elsewhere().incidents.put(acknowledged)).toBe(true);
      expect(await here().incidents.get('i-1')).toEqual(acknowledged);
      expect(await here().incidents.list('support')).toEqual([acknowledged]);
    });

    it('are listed oldest first, by endpoint', async () => {
      for (const [id, hour] of [
        ['c', 2],
        ['a', 3],
        ['b', 1],
      ] as const)
        await here().incidents.put(incident(id, 0, { openedAt: `2026-11-22T0${hour}:00:00Z` }));
      await here().incidents.put(incident('d', 0, { endpoint: 'sales' }));
      expect((await here().incidents.list('support')).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
      expect((await here().incidents.list('sales')).map(({ id }) => id)).toEqual(['d']);
    });

    it('come in pages, and those that are active apart, as they are by now', async () => {
      const at = (hour: number) => `2026-11-22T0${hour}:00:00Z`;
      for (const hour of [1, 2, 3, 4, 5])
        await here().incidents.put(incident(`i-${6 - hour}`, 0, { openedAt: at(hour) }));
      for (const hour of [1, 3, 5])
        await elsewhere().incidents.put(incident(`i-${6 - hour}`, 1, { openedAt: at(hour), status: 'resolved' }));
      await elsewhere().incidents.put(incident('i-2', 1, { openedAt: at(4), status: 'acknowledged' }));
      const listed = async (query: Parameters<Stores['incidents']['list']>[1]) =>
        (await here().incidents.list('support', query)).map(({ id, revision }) => `${id}/${revision}`);
      expect(await listed({ last: 2 })).toEqual(['i-2/1', 'i-1/1']);
      expect(await listed({ last: 2, before: { openedAt: at(4), id: 'i-2' } })).toEqual(['i-4/0', 'i-3/1']);
      expect(await listed({ before: { openedAt: at(2), id: 'i-4' } })).toEqual(['i-5/1']);
      expect(await listed({ last: 9, before: { openedAt: at(0), id: 'z' } })).toEqual([]);
      expect((await here().incidents.active('support')).map(({ id }) => id)).toEqual(['i-4', 'i-2']);
      await here().incidents.put(incident('i-5', 2, { openedAt: at(1), status: 'open' }));
      expect((await elsewhere().incidents.active('support')).map(({ id }) => id)).toEqual(['i-5', 'i-4', 'i-2']);
      expect(await elsewhere().incidents.active('sales')).toEqual([]);
      const elsewhereOpen = async () => (await elsewhere().incidents.active()).map(({ id }) => id);
      await here().incidents.put(incident('sold', 0, { endpoint: 'sales', openedAt: at(3) }));
      expect(await elsewhereOpen(), 'of all endpoints').toEqual(['i-5', 'i-4', 'sold', 'i-2']);
      await here().incidents.put(incident('sold', 1, { endpoint: 'sales', openedAt: at(3), status: 'accepted' }));
      expect(await elsewhereOpen()).toEqual(['i-5', 'i-4', 'i-2']);
    });

    it('let exactly one of many racing writers take a revision', async () => {
      for (const revision of [0, 1]) {
        const written = await Promise.all(
          ['v', 'w', 'x', 'y'].map((by, i) =>
            (i % 2 ? here() : elsewhere()).incidents.put(incident('i-1', revision, { by })),
          ),
        );
        expect(written.filter(Boolean)).toHaveLength(1);
        expect(await here().incidents.get('i-1')).toMatchObject({ by: 'vwxy'[written.indexOf(true)], revision });
      }
    });
  });

  describe('goldens', () => {
    it('are kept whole, by version', async () => {
      const [one, other] = [golden('reply-01'), golden('story-07', { title: 'A story' })];
      expect(await here().goldens.get(one.version)).toBeUndefined();
      for (const put of [one, other, one]) await here().goldens.put(put);
      expect(await elsewhere().goldens.get(one.version)).toEqual(one);
      expect(await elsewhere().goldens.get(other.version)).toEqual(other);
    });

    it('take new titles and expectations without becoming another version', async () => {
      await here().goldens.put(golden('reply-01'));
      const edited = golden('reply-01', { title: 'Reply', expectations: [{ kind: 'json' }] });
      await here().goldens.put(edited);
      expect(await elsewhere().goldens.get(edited.version)).toEqual(edited);
    });
  });
}

/** Text that does not compress: examples must not depend on it. */
function randomText(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return String.fromCharCode(0x20 + ((state >>> 8) % 94));
  }).join('');
}
