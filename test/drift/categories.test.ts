import { describe, expect, it } from 'vitest';
import type { Draw, ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { observe } from '../../lib/drift/detector.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { observeRun } from '../../lib/features/observe-run.ts';

const settings = { threshold: 365, baselineRuns: 20, salt: 'strata', trustBaseline: true };

function draw(text: string): Draw {
  return { text, toolCalls: [], finishReason: 'stop', properties: { stop: 1 } };
}

/** A cold cache answers one way, a warm one the other; neither is a change. */
function run(
  number: number,
  category: 'cold' | 'warm',
  text = category === 'cold' ? 'yes, it is' : 'no, it is not',
): ObservedRun {
  const at = new Date(Date.UTC(2026, 0, 1, number)).toISOString();
  const draws = [draw(text), draw(`${text} ${number % 3}`)];
  return { run: `run-${number}`, at, goldens: new Map([['g', draws]]), identity: [], category, planned: 2, failed: 0 };
}

function learned(warmEvery: number) {
  let state = newDetector();
  for (let i = 0; i < 20; i++) state = observe(state, run(i, i % warmEvery === 0 ? 'warm' : 'cold'), settings).state;
  return state;
}

describe('categories of the prompt cache', () => {
  it('ranks a warm run among warm runs only', () => {
    const warm = observe(learned(5), run(20, 'warm'), settings);
    const cold = observe(learned(5), run(20, 'cold'), settings);
    expect(warm.channels[0]?.references).toBe(4);
    expect(cold.channels[0]?.references).toBe(16);
  });

  it('does not take the first warm run for a change, however unlike the cold ones it is', () => {
    const state = learned(100); // the very first run only
    const first = observe(state, run(20, 'warm'), settings);
    expect(first.channels[0]?.references).toBe(1);
    expect(first.channels[0]?.pValue).toBeGreaterThan(0);
    expect(first.channels[0]?.logStatistic ?? 0).toBeLessThan(Math.log(2));
  });

  it('tells a warm cache from the samples, and says nothing where no sample tells', () => {
    const sample = (cachedInputTokens?: number) => ({
      run: 'r',
      at: '2026-01-01T00:00:00Z',
      golden: 'g',
      repetition: cachedInputTokens ?? 0,
      text: 'x',
      ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
    });
    const stratumOf = (...samples: ReturnType<typeof sample>[]) =>
      observeRun({ run: 'r', at: '2026-01-01T00:00:00Z', samples }).category;
    expect(stratumOf(sample())).toBeUndefined();
    expect(stratumOf(sample(0))).toBe('cold');
    expect(stratumOf(sample(64))).toBe('warm');
    expect(stratumOf(sample(0), sample(64))).toBe('mixed');
  });
});
