import { expect, it } from 'vitest';
import { Life } from '../life/life.ts';

it('goldens that were learned at different times are judged together once the younger have as many runs as are kept', async () => {
  const life = new Life('side by side', { goldens: ['a', 'b', 'c'], repetitions: 1 });
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

it('a baseline uses more draws once as many runs had them as it keeps, and is as long as before', async () => {
  const life = new Life('more draws', { goldens: ['a', 'b'], repetitions: 1 });
  await life.live(20);
  const later = await life.configure({ repetitions: 2 }).live(150);
  const again = later.flatMap(({ learnedAgain }) => (learnedAgain === undefined ? [] : [learnedAgain]));
  expect(again).toMatchObject([{ why: 'more-draws', unreadable: 0 }]);
  expect(again[0]?.runs).toBeGreaterThanOrEqual(120);
  expect(await life.incidents()).toEqual([]);
  expect(life.untruths).toEqual([]);
});
