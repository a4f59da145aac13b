import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Draw } from '../../lib/domain/run/observed-run.ts';
import { partingOf } from '../../lib/power/answer-paths.ts';
import { halving } from '../../lib/power/halve-answer.ts';
import type { DrawnRun } from '../../lib/power/material.ts';
import { plantChange } from '../../lib/power/plant-change.ts';
import { partingsOf } from '../../lib/power/simulate.ts';

const draw = (text: string): Draw => ({ text, toolCalls: [], properties: {} });
const halved = halving([]);

/** Runs of one golden that answers with a tail of its own behind one of two words, the second with a chance of one in four. */
function runsOf(count: number): DrawnRun[] {
  const random = seededRandom('runs');
  const answer = () => draw(`The parcel is ${random() < 0.25 ? 'late' : 'here'} today ${Math.floor(1e9 * random())}`);
  return Array.from({ length: count }, (_, i) => ({
    run: `r${i}`,
    goldens: new Map([['parcel', [answer(), answer()]]]),
  }));
}

const textsOf = (runs: readonly DrawnRun[]) =>
  runs.flatMap(({ goldens }) => [...goldens.values()].flat().map(({ text }) => text));

describe('where answers part', () => {
  it('is the first word with a second way, behind exceptions that are none', () => {
    const draws = [...textsOf(runsOf(200)), 'A parcel? '].map(draw);
    const parting = partingOf(draws);
    const late = draws.filter(({ text }) => text.includes('late'));
    expect(parting?.taken).toEqual(new Set(late));
    expect(parting?.others.size).toBe(400 - late.length);
  });

  it('is nowhere in answers that are always the same, or end alike', () => {
    expect(partingOf(Array.from({ length: 40 }, () => draw('{"order": 7}')))).toBeUndefined();
    expect(partingOf([])).toBeUndefined();
  });
});

describe('a planted change', () => {
  const runs = runsOf(400);
  const planting = { partings: partingsOf(runs), halved, random: seededRandom('plant') };

  it('makes the odds of the less common way so many times as large, and no answer come twice', () => {
    const changed = plantChange(runs, 100, { ...planting, change: { kind: 'odds', times: 3 } });
    const texts = textsOf(changed);
    const share = texts.filter((text) => text.includes('late')).length / texts.length;
    // Odds of 1 to 3 become 1 to 1. Both shares are of draws: four standard errors are 0.15, missed by chance once in 10,000.
    expect(Math.abs(share - 0.5)).toBeLessThan(0.15);
    expect(new Set(texts).size).toBe(texts.length);
    expect(new Set(textsOf(runs)).size).toBe(800); // the runs themselves stay as they were
  });

  it('leaves a golden alone whose answers never part', () => {
    const same = Array.from({ length: 20 }, (_, i) => ({ run: `r${i}`, goldens: new Map([['yes', [draw('yes')]]]) }));
    const changed = plantChange(same, 10, {
      ...planting,
      partings: partingsOf(same),
      change: { kind: 'odds', times: 3 },
    });
    expect(textsOf(changed)).toEqual(Array.from({ length: 10 }, () => 'yes'));
  });

  it('ends answers after half of them, and asks again what they are', () => {
    const json = draw('{"late": true}');
    const withRules = halving([{ id: 'parcel', expectations: [{ kind: 'json', name: 'json' }] as never }]);
    const [changed] = plantChange([{ run: 'r', goldens: new Map([['parcel@0123456789ab', [json]]]) }], 1, {
      ...planting,
      halved: withRules,
      change: { kind: 'halved' },
    });
    const [half] = changed?.goldens.get('parcel@0123456789ab') ?? [];
    expect(half?.text).toBe('{"late"');
    expect(half?.properties).toMatchObject({ json: 0, 'expectation:json': 1 });
  });

  it('takes a share of the answers of something else, each once', () => {
    const others = new Map([['parcel', Array.from({ length: 300 }, (_, i) => draw(`other ${i}`))]]);
    const changed = plantChange(runs, 100, { ...planting, others, change: { kind: 'mixed', share: 0.2, from: 'x' } });
    const other = textsOf(changed).filter((text) => text.startsWith('other'));
    // 200 draws at 0.2: 40 with a standard error of 5.7.
    expect(Math.abs(other.length - 40)).toBeLessThan(23);
    expect(new Set(other).size).toBe(other.length);
  });
});
