import { describe, expect, it } from 'vitest';
import { observe } from '../../lib/drift/detector.ts';
import type { DetectorSettings } from '../../lib/drift/detector-settings.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { goldenPanel, mostWatched } from '../../lib/drift/golden-panel.ts';
import { prepareFor } from '../../lib/drift/prepare-for.ts';
import { prepareRun } from '../../lib/drift/run-profile.ts';
import { observeRun } from '../../lib/features/observe-run.ts';

const goldens = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `g${from + i}@0123456789ab`);
const knows = (keys: readonly string[]) => ({ cohorts: [{ kind: 'learning', goldens: keys, runs: [] }] as const });
const nothing = newDetector();
const most = 100;
const desk = { salt: 'desk', mostGoldens: most };

describe('the goldens that are watched', () => {
  it('are all of them up to the limit', () => {
    expect(goldenPanel(nothing, goldens(mostWatched), { salt: 'desk' })).toBeUndefined();
  });

  it('are beyond it as many, by a chance that their ids fix: neither their order nor their endpoint’s other goldens', () => {
    const some = goldenPanel(nothing, goldens(300), desk) ?? new Set();
    expect(some.size).toBe(most);
    expect(goldenPanel(nothing, goldens(300).reverse(), desk)).toEqual(some);
    expect(goldenPanel(nothing, goldens(300), { ...desk, salt: 'shop' })).not.toEqual(some);
    const fewer = goldenPanel(nothing, goldens(200), desk) ?? new Set();
    for (const golden of some) if (goldens(200).includes(golden)) expect(fewer).toContain(golden);
  });

  it('stay the same when others are added, and when one is edited its new version takes its place', () => {
    const known = goldens(most);
    expect(goldenPanel(knows(known), [...goldens(500, 5000), ...known], desk)).toEqual(new Set(known));
    const edited = ['g7@ba9876543210', ...known.filter((key) => !key.startsWith('g7@')), ...goldens(500, 5000)];
    const panel = goldenPanel(knows(known), edited, desk);
    expect(panel).toContain('g7@ba9876543210');
    expect(panel?.size).toBe(most);
  });

  it('hold as many of a few changed goldens as chance gives: hypergeometric', () => {
    const [among, changed, monitors] = [1000, 10, 100];
    const all = goldens(among);
    const held = Array.from({ length: monitors }, (_, i) => {
      const panel = goldenPanel(nothing, all, { salt: `monitor ${i}`, mostGoldens: most }) ?? new Set();
      return all.slice(0, changed).filter((golden) => panel.has(golden)).length;
    });
    /** That none of them is: (990 choose 100) of (1000 choose 100). */
    let none = 1;
    for (let i = 0; i < most; i++) none *= (among - changed - i) / (among - i);
    expect(none).toBeCloseTo(0.347, 3);
    const missed = held.filter((count) => count === 0).length / monitors;
    // Three standard errors: of other seeds one in 370 would be outside.
    expect(Math.abs(missed - none)).toBeLessThan(3 * Math.sqrt((none * (1 - none)) / monitors));
    const mean = held.reduce((sum, count) => sum + count, 0) / monitors;
    expect(Math.abs(mean - (changed * most) / among)).toBeLessThan(3 * Math.sqrt(0.9 / monitors));
  });

  it('are taken with all of their steps', () => {
    const trees = Array.from({ length: 80 }, (_, i) => [`t${i}@0123456789ab`, `t${i} › book@0123456789ab`]).flat();
    const panel = goldenPanel(nothing, trees, desk) ?? new Set();
    expect(panel.size).toBe(most);
    for (let i = 0; i < 80; i++) expect(panel.has(`t${i} › book@0123456789ab`)).toBe(panel.has(`t${i}@0123456789ab`));
  });
});

describe('a run of more goldens than are watched', () => {
  const settings: DetectorSettings = { threshold: 100, baselineRuns: 5, ...desk };
  const asked = 150;
  const runOf = (number: number, words = 'answer') =>
    observeRun({
      run: `r${number}`,
      at: new Date(Date.UTC(2026, 0, 1, number)).toISOString(),
      samples: Array.from({ length: asked }, (_, i) => ({
        ...{ run: `r${number}`, at: '2026-01-01T00:00:00.000Z', endpoint: 'desk' },
        ...{ golden: `g${i}`, goldenVersion: '0123456789abcdef', repetition: 0, text: `${words} ${(i * number) % 7}` },
      })),
    });

  it('is the same sample whether it comes whole or was reduced before', () => {
    const reduced = prepareFor(newDetector(), prepareRun(runOf(1)), settings);
    expect(reduced).toEqual(prepareFor(newDetector(), runOf(1), settings));
    expect(prepareFor(newDetector(), reduced, settings)).toBe(reduced);
  });

  it('shows a change of all goldens as if there were none beside the sample', () => {
    const panel =
      goldenPanel(
        nothing,
        goldens(asked).map((key) => key.split('@')[0] as string),
        desk,
      ) ?? new Set();
    let [whole, alone, largest] = [newDetector(), newDetector(), 0];
    for (let number = 0; number < 12; number++) {
      const run = runOf(number, number < 7 ? 'answer' : 'another reply, and a longer one');
      const own = {
        ...run,
        goldens: new Map([...run.goldens].filter(([key]) => panel.has(key.split('@')[0] as string))),
      };
      const [ofAll, ofSample] = [observe(whole, run, settings), observe(alone, own, settings)];
      expect(ofAll.channels.length > 0, `run ${number}`).toBe(number >= 5);
      expect(ofAll.channels).toEqual(ofSample.channels);
      largest = Math.max(largest, ...ofAll.channels.map(({ logStatistic }) => logStatistic ?? 0));
      [whole, alone] = [ofAll.state, ofSample.state];
    }
    expect(largest, 'it was seen').toBeGreaterThan(Math.log(2));
  });

  it('is learned and judged by a sample, which its coverage tells; its rates are of all', () => {
    let state = newDetector();
    for (let number = 0; number < 6; number++) {
      const { state: next, coverage, counted } = observe(state, runOf(number), settings);
      expect(counted).toBe(true);
      expect(coverage.sampleOf).toBe(asked);
      expect(coverage.notJudged.length).toBeLessThanOrEqual(most); // those that are learned
      state = next;
    }
    const { coverage } = observe(state, runOf(6), settings);
    expect(coverage).toMatchObject({ judged: most, baseline: most, notJudged: [], sampleOf: asked });
    expect(state.recent.at(-1)?.rates?.find(({ name }) => name === 'json')?.draws).toBe(asked);
  });
});
