import { describe, expect, it } from 'vitest';
import { changes, ramps, Watch } from './comings-and-goings.ts';
import { size } from './size.ts';

const judging = { threshold: 365, baselineRuns: 24, trustBaseline: true };
/** Runs learned and judged before anything changes. */
const before = 60;
const [lives, most, goesOn] = [2 * size, 100, 40];

const named = Object.entries(changes);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** A watched endpoint with a change that raised an alarm; undefined where a false alarm came first or none at all. */
function alarmed(name: string, life: number): { readonly watch: Watch; readonly delay: number } | undefined {
  const watch = new Watch(`${name} ${life}`, judging, before);
  if (watch.drift !== undefined) return undefined;
  watch.endpoint.change = changes[name];
  const delay = watch.until(true, most);
  return Number.isFinite(delay) ? { watch, delay } : undefined;
}

describe('a change', { timeout: 3_600_000 }, () => {
  const wrong = { returns: 0, incidents: 0, sticky: 0, stickyIncidents: 0 };

  it.each(named)('that goes on is rarely called over, and one that went is over soon: %s', (name, change) => {
    const [delays, back]: [number[], number[]] = [[], []];
    const isSticky = change.runs !== undefined;
    for (let life = 0; life < (isSticky ? lives : lives + size); life++) {
      const found = alarmed(name, life);
      if (found === undefined) continue;
      delays.push(found.delay);
      const isOver = Number.isFinite(found.watch.until(false, goesOn));
      wrong[isSticky ? 'stickyIncidents' : 'incidents']++;
      if (isOver) wrong[isSticky ? 'sticky' : 'returns']++;

      const again = alarmed(name, life);
      if (again === undefined) continue;
      again.watch.endpoint.change = undefined;
      back.push(again.watch.until(false, most));
    }
    console.log(`${name}: found after ${delays.join(', ')} runs; back at once, over after ${back.join(', ')}`);
    expect(delays.length).toBeGreaterThan(0);
    // About as many runs as the change took, and five at least; twice that leaves room for luck. Where only some runs had
    // changed, a gap between them looks like a return: it takes about twice as many as finding it did, and luck as much again.
    const [times, least] = isSticky ? [4, 10] : [2, 5];
    expect(median(back)).toBeLessThanOrEqual(times * Math.max(least, median(delays)));
  });

  it('is wrongly called over in a share of incidents that is stated', () => {
    console.log(
      `called over within ${goesOn} runs though they go on: ${wrong.returns} of ${wrong.incidents} incidents; ` +
        `where only some runs changed, ${wrong.sticky} of ${wrong.stickyIncidents}`,
    );
    // Stated is 1 in 10 of all kinds together; 4 standard deviations above that.
    const [made, wrongly] = [wrong.incidents + wrong.stickyIncidents, wrong.returns + wrong.sticky];
    expect(wrongly).toBeLessThanOrEqual(1 + made / 10 + 4 * Math.sqrt(made * 0.1 * 0.9));
  });
});

describe('a change that lasted longer than runs are remembered', { timeout: 3_600_000 }, () => {
  it.each(['nearly all answers are refusals', 'another mix of words'])(
    'goes on, and is over when it went: %s',
    (name) => {
      const watch = new Watch(`long ${name}`, judging, before);
      watch.endpoint.change = changes[name];
      watch.until(true, most);
      const told = watch.run(100).filter(({ kind }) => kind === 'drift-detected').length;
      watch.endpoint.change = undefined;
      const over = watch.until(false, most);
      console.log(`after 100 runs of ${name}, of which ${told} were drift: over after ${over}`);
      expect(told).toBe(100);
      expect(over).toBeLessThanOrEqual(20);
    },
  );
});

describe('a change that grows', { timeout: 3_600_000 }, () => {
  it.each(Object.entries(ramps))('is found before it is complete: %s', (name, change) => {
    const delays: number[] = [];
    for (let life = 0; life < lives; life++) {
      const watch = new Watch(`${name} ${life}`, judging, before);
      if (watch.drift !== undefined) continue;
      watch.endpoint.change = change;
      delays.push(watch.until(true, most));
    }
    console.log(`${name}: found after ${delays.join(', ')} runs`);
    expect(median(delays)).toBeLessThanOrEqual(24);
    expect(Math.max(...delays)).toBeLessThanOrEqual(36);
  });
});

describe('a change that comes, goes and comes again', { timeout: 3_600_000 }, () => {
  it('is told each time, and is over in the end', () => {
    const [times, lasts, gap] = [4, 6, 20];
    let [seen, episodes] = [0, 0];
    const over: number[] = [];
    for (let life = 0; life < lives; life++) {
      const watch = new Watch(`again ${life}`, judging, before);
      for (let time = 0; time < times; time++) {
        watch.endpoint.change = changes['nearly all answers are refusals'];
        watch.run(lasts);
        episodes++;
        if (watch.drift !== undefined) seen++;
        watch.endpoint.change = undefined;
        if (time < times - 1) watch.run(gap);
      }
      over.push(watch.until(false, most));
    }
    console.log(`again and again: in ${seen} of ${episodes} times drift is told; over after ${over.join(', ')} runs`);
    expect(seen).toBe(episodes);
    expect(median(over)).toBeLessThanOrEqual(10);
  });
});

describe('drift, return, drift', { timeout: 3_600_000 }, () => {
  it('keeps the promise in between and after, beyond the runs that a pool holds', () => {
    let [made, incidents] = [0, 0];
    const threshold = 50;
    for (let life = 0; life < size; life++) {
      const watch = new Watch(`to and fro ${life}`, { ...judging, threshold }, 200);
      for (let times = 0; times < 2; times++) {
        if (watch.drift !== undefined) watch.until(false, most);
        watch.endpoint.change = changes['nearly all answers are refusals'];
        expect(watch.until(true, 12)).toBeLessThanOrEqual(12);
        watch.run(6);
        watch.endpoint.change = undefined;
        expect(watch.until(false, most)).toBeLessThanOrEqual(most);
        let wasOpen = false;
        for (const { kind } of watch.run(60)) {
          const isOpen = kind === 'drift-detected';
          if (isOpen && !wasOpen) incidents++;
          wasOpen = isOpen;
          made++;
        }
      }
    }
    const bound = made / threshold;
    console.log(`to and fro: ${incidents} false incidents in ${made} quiet runs, ${bound.toFixed(1)} promised`);
    expect(incidents).toBeLessThan(bound + 4 * Math.sqrt(bound));
  });
});
