import { expect, it } from 'vitest';
import { randomLife, turnToRefusals } from '../life/random-life.ts';

/** A small part of test/calibration/lives.test.ts, where false alarms are counted. */
it('says nothing untrue of a life in which everything but the model changes', { timeout: 300_000 }, async () => {
  for (const seed of ['one', 'two']) {
    const life = await randomLife({ seed, runs: 90, calm: 8 });
    turnToRefusals(life);
    await life.live(6);
    expect(life.untruths).toEqual([]);
  }
});
