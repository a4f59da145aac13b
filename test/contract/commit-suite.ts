import { describe, expect, it } from 'vitest';
import { incident, judgement } from './stored-records.ts';
import type { Handles } from './stores-suite.ts';

export function describeCommit({ here, elsewhere }: Handles): void {
  const detector = (first: number, expectedRevision: number) => ({ state: Uint8Array.of(first), expectedRevision });

  describe('a judged run', () => {
    it('is stored with the state and the incident, whole', async () => {
      const judged = { judgement: judgement('run-1'), detector: detector(1, 0), incident: incident('i-1', 0) };
      expect(await here().commit(judged)).toBe(true);
      expect(await elsewhere().judgements.get('run-1')).toEqual(judged.judgement);
      expect(await elsewhere().detectors.load('support')).toEqual({ state: Uint8Array.of(1), revision: 1 });
      expect(await elsewhere().incidents.list('support')).toEqual([judged.incident]);
      expect(await elsewhere().commit({ judgement: judgement('run-2'), detector: detector(2, 1) })).toBe(true);
      expect(await here().detectors.load('support')).toEqual({ state: Uint8Array.of(2), revision: 2 });
      expect(await here().incidents.list('support')).toEqual([judged.incident]);
    });

    it.each([
      ['the detector', { detector: detector(9, 0), incident: incident('i-1', 1) }],
      ['the incident', { detector: detector(9, 1), incident: incident('i-1', 0, { by: 'Grace' }) }],
    ])('leaves everything as it is where %s has moved on', async (_what, stale) => {
      await here().commit({ judgement: judgement('run-1'), detector: detector(1, 0), incident: incident('i-1', 0) });
      expect(await elsewhere().commit({ judgement: judgement('run-2'), ...stale })).toBe(false);
      expect(await here().judgements.get('run-2')).toBeUndefined();
      expect(await here().detectors.load('support')).toEqual({ state: Uint8Array.of(1), revision: 1 });
      expect(await here().incidents.list('support')).toEqual([incident('i-1', 0)]);
    });

    it('is stored by exactly one of many that race', async () => {
      const stored = await Promise.all(
        [1, 2, 3, 4].map((n) =>
          (n % 2 ? here() : elsewhere()).commit({ judgement: judgement(`run-${n}`), detector: detector(n, 0) }),
        ),
      );
      expect(stored.filter(Boolean)).toHaveLength(1);
      const winner = stored.indexOf(true) + 1;
      expect(await here().detectors.load('support')).toEqual({ state: Uint8Array.of(winner), revision: 1 });
      for (const n of [1, 2, 3, 4])
        expect((await here().judgements.get(`run-${n}`)) !== undefined, `run-${n}`).toBe(n === winner);
    });
  });
}
