import { expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { gapNeeded } from '../../lib/drift/quiet-gap.ts';

it('asks for few runs where the change reaches all runs, and for more than it took where it reaches some', () => {
  const all = [2, 3, 4, 8].map((runs) => gapNeeded({ runs, marked: runs, markedAtAlarm: runs }));
  expect(all).toEqual([6, 5, 4, 3]);
  expect(gapNeeded({ runs: 12, marked: 3, markedAtAlarm: 3 })).toBe(23);
  expect(gapNeeded({ runs: 48, marked: 12, markedAtAlarm: 3 })).toBe(31);
});

/** Whether a change that reaches this share of the runs is called over within so many runs behind the alarm. */
function isCalledOver(share: number, most: number, random: () => number): boolean {
  let [runs, marked, gap] = [0, 0, 0];
  let markedAtAlarm = 0;
  for (let made = 0; made < most; ) {
    runs++;
    if (random() < share) [marked, gap] = [marked + 1, 0];
    else if (marked > 0) gap++;
    else runs = 0; // a change is dated from its first run on
    if (markedAtAlarm === 0 && marked === 3) markedAtAlarm = 3;
    if (markedAtAlarm === 0) continue;
    made++;
    if (gap > 0 && gap >= gapNeeded({ runs: runs - gap, marked, markedAtAlarm })) return true;
  }
  return false;
}

it('is wrong about as rarely as stated on average over shares, however long an incident is', () => {
  const random = seededRandom('gaps');
  const lives = 1000;
  let wrong = 0;
  for (let life = 0; life < lives; life++) if (isCalledOver(random(), 400, random)) wrong++;
  console.log(`called over though it goes on: ${wrong} of ${lives} incidents of 400 runs`);
  // Measured is 0.08, as is stated: 4 standard deviations above it fail by chance under 1 in 10,000.
  expect(wrong / lives).toBeLessThan(0.08 + 4 * Math.sqrt((0.08 * 0.92) / lives));
});
