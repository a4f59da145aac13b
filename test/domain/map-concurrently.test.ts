import { describe, expect, it } from 'vitest';
import { mapConcurrently } from '../../lib/domain/map-concurrently.ts';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('mapConcurrently', () => {
  it('keeps the order, and never more at once than it may', async () => {
    let [now, most] = [0, 0];
    const doubled = await mapConcurrently([3, 1, 2, 5, 4], 2, async (item) => {
      most = Math.max(most, ++now);
      for (let i = 0; i < item; i++) await tick();
      now--;
      return 2 * item;
    });
    expect(doubled).toEqual([6, 2, 4, 10, 8]);
    expect(most).toBe(2);
  });

  it('starts nothing more once one has failed', async () => {
    const started: number[] = [];
    const mapping = mapConcurrently([0, 1, 2, 3, 4, 5], 2, async (item) => {
      started.push(item);
      await tick();
      if (item === 1) throw new Error('one of them');
    });
    await expect(mapping).rejects.toThrow('one of them');
    for (let i = 0; i < 10; i++) await tick();
    expect(started).toEqual([0, 1, 2]);
  });
});
