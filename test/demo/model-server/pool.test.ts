import { describe, expect, it } from 'vitest';
import { Pool } from '../../../lib/demo/model-server/pool.ts';

describe('a pool', () => {
  it('lends each item to one caller at a time, first come first served', async () => {
    const pool = new Pool(['a']);
    const order: string[] = [];
    await pool.acquire();
    const first = pool.acquire().then(() => order.push('first'));
    const second = pool.acquire().then(() => order.push('second'));
    pool.release('a');
    await first;
    expect(order).toEqual(['first']);
    pool.release('a');
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  it('lets a caller leave the line', async () => {
    const pool = new Pool(['a']);
    const leaving = new AbortController();
    await pool.acquire();
    const left = pool.acquire(leaving.signal);
    const stayed = pool.acquire();
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    pool.release('a');
    expect(await stayed).toBe('a');
  });

  it('lends nothing to a caller who is already gone', async () => {
    const pool = new Pool(['a']);
    await expect(pool.acquire(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(await pool.acquire()).toBe('a');
  });
});
