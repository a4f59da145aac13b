import { expect, it } from 'vitest';
import { Life } from '../life/life.ts';

it('goldens that were learned at different times are judged together once the younger have as many runs as are kept', async () => {
  const life = new Life('together', { goldens: ['a', 'b', 'c'], repetitions: 1 });
  await life.live(20);
  await life.edit('b', 'Another text.').live(40);
  expect(life.newest.evidence.coverage?.cohorts).toHaveLength(2);
  const later = await life.live(200);
  expect(later.filter(({ learnedAgain }) => learnedAgain?.why === 'one-baseline')).toHaveLength(1);
  expect(life.newest.evidence.coverage?.cohorts).toMatchObject([{ goldens: 3 }]);
  expect(await life.incidents()).toEqual([]);
  life.world({ refusing: { '*': 0.95 } });
  expect(await life.liveUntilDrift()).toBeLessThanOrEqual(10);
  expect(life.untruths).toEqual([]);
});
