import { describe, expect, it } from 'vitest';
import { hasStructuredChange } from '../../lib/drift/structured-change.ts';
import { draw, simulateRuns } from './simulated.ts';

const size = { goldens: 3, repetitions: 2 };
const usual = { json: 0, refusal: 0, stop: 1, empty: 0 };
const earlier = (runs = 12) => simulateRuns(runs, size, () => draw('yes', { properties: usual }));
const later = (properties: (golden: number, run: number) => { readonly [name: string]: number }) =>
  simulateRuns(4, size, (golden, run) => draw('no', { properties: { ...usual, ...properties(golden, run) } }));

describe('a structured change', () => {
  it('is not one of the words alone', () => {
    expect(
      hasStructuredChange(
        earlier(),
        later(() => ({})),
      ),
    ).toBe(false);
  });

  it('is a refusal where there was none, in two runs', () => {
    const refusing = later((golden, run) => ({ refusal: Number(golden === 1 && run < 2) }));
    expect(hasStructuredChange(earlier(), refusing)).toBe(true);
  });

  it('is not one in a single run, which may be a whim', () => {
    const once = later((golden, run) => ({ refusal: Number(golden === 1 && run === 0) }));
    expect(hasStructuredChange(earlier(), once)).toBe(false);
  });

  it('is not what a golden also did before', () => {
    const sometimes = simulateRuns(12, size, (_, run) =>
      draw('yes', { properties: { ...usual, refusal: Number(run % 4 === 0) } }),
    );
    expect(
      hasStructuredChange(
        sometimes,
        later((_, run) => ({ refusal: Number(run % 2 === 0) })),
      ),
    ).toBe(false);
  });

  it('is a rate that moved further than both of its intervals reach', () => {
    const sometimes = simulateRuns(12, size, (_, run) =>
      draw('yes', { properties: { ...usual, refusal: Number(run % 4 === 0) } }),
    );
    expect(
      hasStructuredChange(
        sometimes,
        later(() => ({ refusal: 1 })),
      ),
    ).toBe(true);
  });

  it('is not one of where answers are cut off, as other arithmetic brings it', () => {
    expect(
      hasStructuredChange(
        earlier(),
        later(() => ({ stop: 0 })),
      ),
    ).toBe(false);
  });

  it('needs a past that is long enough to call something new', () => {
    const refusing = later((golden, run) => ({ refusal: Number(golden === 1 && run < 2) }));
    expect(hasStructuredChange(earlier(9), refusing)).toBe(false);
  });
});
