import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Draw } from '../../lib/domain/run/observed-run.ts';
import { earliestAlarm } from '../../lib/drift/earliest-alarm.ts';
import { halving } from '../../lib/power/halve-answer.ts';
import type { DrawnRun, Material } from '../../lib/power/material.ts';
import { ProfiledRuns } from '../../lib/power/profiled-runs.ts';
import { partingsOf, simulate } from '../../lib/power/simulate.ts';

const random = seededRandom('runs to alarm');
const words = ['late', 'here', 'lost', 'found', 'sent', 'paid'];
const word = () => words[Math.floor(random() * words.length)];
const draw = (): Draw => ({ text: `It is ${word()} and ${word()} since ${word()}`, toolCalls: [], properties: {} });
const runs = Array.from({ length: 50 }, (_, i): DrawnRun => {
  return {
    run: `r${i}`,
    goldens: new Map([
      ['a', [draw(), draw()]],
      ['b', [draw(), draw()]],
    ]),
  };
});
const material: Material = { origin: 'stored', runs, halved: halving([]) };
const how = { partings: partingsOf(runs), references: 24, thresholds: [100, 365], simulations: 1, seed: 'test' };

it('is told of thresholds between those that were asked about', () => {
  const simulated = simulate(material, { ...how, changes: [] }, new ProfiledRuns());
  expect([99, 100, 365, 366].map((threshold) => simulated.tells(threshold))).toEqual([false, true, true, false]);
});

describe('how soon a planted change is found', () => {
  it('is as soon as any method can for one that nobody overlooks, and no later at a smaller threshold', () => {
    const found = simulate(material, { ...how, changes: [{ kind: 'halved' }] }, new ProfiledRuns());
    const [[soon], [late]] = [found.at(100), found.at(365)];
    expect(late?.most).toBe(earliestAlarm(24, 365));
    expect(soon?.most).toBeLessThanOrEqual(late?.most ?? 0);
  });

  it('is never for a change that changes nothing', () => {
    const simulated = simulate(material, { ...how, changes: [{ kind: 'odds', times: 1 }] }, new ProfiledRuns());
    const [found] = simulated.at(100);
    // Fifteen runs at 1 in 100: by chance once in seven at most; this seed raises none.
    expect(found).toEqual({ runs: null, fewest: null, most: null, within: 15, simulations: 1 });
  });
});
