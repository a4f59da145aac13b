import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../lib/domain/errors.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Recording } from '../../lib/domain/run/recording.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { Comparison } from '../../lib/domain/verdict/comparison.ts';
import { compareRecordings } from '../../lib/recordings/compare.ts';
import { comparisonLines } from '../../lib/report/terminal/comparison-view.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';
import { rot13, supportAnswer } from '../drift/simulated-answers.ts';

interface World {
  readonly runs: number;
  readonly goldens?: readonly string[];
  readonly repetitions?: number;
  readonly text: (golden: string, run: number, repetition: number) => string;
  readonly more?: (golden: string, run: number) => Partial<Sample>;
}

function recording(source: string, { runs, goldens = ['a', 'b', 'c'], repetitions = 3, text, more }: World): Recording {
  return {
    source,
    runs: Array.from({ length: runs }, (_, run) => {
      const at = new Date(Date.UTC(2026, 0, 1, run)).toISOString();
      const samples = goldens.flatMap((golden) =>
        Array.from(
          { length: repetitions },
          (_, repetition): Sample => ({
            run: `${source}-${run}`,
            at,
            golden,
            repetition,
            text: text(golden, run, repetition),
            finishReason: 'stop',
            ...more?.(golden, run),
          }),
        ),
      );
      return { run: `${source}-${run}`, at, samples };
    }),
  };
}

const compare = (
  before: Recording,
  after: Recording,
  options: Partial<{ alpha: number; permutations: number; seed: string }> = {},
) =>
  compareRecordings(
    { before: before.source, after: after.source, alpha: 0.05, permutations: 999, seed: '1', ...options },
    { readRecording: async (path) => (path === before.source ? before : after) },
  );

const noisy = (seed: string, rate: number) => {
  const random = seededRandom(seed);
  return (golden: string) => (random() < rate ? "I can't help with that." : `the answer to ${golden}`);
};

describe('compareRecordings', () => {
  it('finds a change, says how big it is and where, and shows it', async () => {
    const before = recording('before', { runs: 8, text: noisy('x', 0.05) });
    const after = recording('after', {
      runs: 6,
      text: (golden) => (golden === 'b' ? 'the answer to b is another' : noisy('y', 0.05)(golden)),
    });
    const result = await compare(before, after);
    expect(Comparison.parse(result)).toEqual(result);
    expect(result.changed).toBe(true);
    expect(result.exchangeable).toBe('runs');
    expect(result.pValue).toBeGreaterThan(0);
    expect(result.pValue).toBeLessThan(0.01);
    expect(Math.abs((result.effect?.estimate ?? 0) - 1 / 3)).toBeLessThan(0.1);
    expect(result.goldens[0]).toMatchObject({
      golden: 'b',
      example: { commonPrefix: 'the answer to b', before: '', after: ' is another' },
    });
    expect(result.before).toMatchObject({ source: 'before', runs: 8, draws: 72, failed: 0 });
  });

  it('gives equal results for equal seeds, and others for others', async () => {
    const [before, after] = [
      recording('before', { runs: 9, text: noisy('x', 0.3) }),
      recording('after', { runs: 9, text: noisy('y', 0.4) }),
    ];
    const first = await compare(before, after);
    expect(await compare(before, after)).toEqual(first);
    expect((await compare(before, after, { seed: '2' })).effect).not.toEqual(first.effect);
  });

  it('shuffles draws where runs are too few, and says in plain words what that assumes', async () => {
    const before = recording('before', { runs: 1, text: noisy('x', 0.1) });
    const after = recording('after', { runs: 3, text: () => 'no' });
    const result = await compare(before, after);
    expect(result.exchangeable).toBe('draws');
    expect(result.effectResampled).toBe('draws');
    expect(result.assumption).toContain('(4 and 4 would do)');
    expect(result.assumption).toContain('far too often');
    expect(result.verdict).toBe('changed-if-draws-are-independent');
    expect(plainText(comparisonLines(result))).toContain('CHANGED, IF DRAWS ARE INDEPENDENT');
  });

  it.each([
    [1, 19, 'runs'],
    [1, 18, 'draws'],
    [2, 5, 'runs'],
    [2, 4, 'draws'],
    [3, 3, 'draws'],
    [3, 4, 'runs'],
    [4, 4, 'runs'],
  ])('with %i against %i runs, it shuffles %s', async (m, n, expected) => {
    const result = await compare(
      recording('before', { runs: m, text: noisy('x', 0.5) }),
      recording('after', { runs: n, text: noisy('y', 0.5) }),
    );
    expect(result.exchangeable).toBe(expected);
    if (expected === 'runs') expect(result.smallestPValue).toBeLessThanOrEqual(0.05);
  });

  it('reaches exactly the smallest p-value that it says is possible', async () => {
    for (const [m, n] of [
      [4, 4],
      [3, 5],
      [1, 20],
    ] as const) {
      const result = await compare(
        recording('before', { runs: m, text: () => 'yes' }),
        recording('after', { runs: n, text: () => 'no' }),
      );
      expect(result.exact).toBe(true);
      expect(result.pValue).toBeCloseTo(result.smallestPValue, 12);
    }
  });

  it('is 1 where both sides say the same', async () => {
    const same = (source: string) => recording(source, { runs: 5, text: (golden) => golden });
    const result = await compare(same('before'), same('after'));
    expect(result.pValue).toBe(1);
    expect(result.effect).toEqual({ estimate: 0, low: 0, high: 0 });
    expect(plainText(comparisonLines(result))).toContain('NO CHANGE SHOWN');
  });

  it('says in which golden a rate changed, beside the rate of all', async () => {
    const result = await compare(
      recording('before', { runs: 8, text: (golden) => (golden === 'b' ? '{"order": 1}' : 'certainly') }),
      recording('after', { runs: 8, text: () => 'certainly' }),
    );
    expect(Comparison.parse(result)).toEqual(result);
    expect(result.rates.map(({ name, golden }) => [name, golden])).toEqual([['json', undefined]]);
    const [clearest] = result.goldenRates?.filter(({ golden }) => golden !== undefined) ?? [];
    expect(clearest).toMatchObject({ name: 'json', golden: 'b', isClear: true, after: { count: 0 } });
    expect(plainText(comparisonLines(result))).toMatch(/How often +b · is a JSON value +100 % .* → 0\.0 %/);
  });

  describe('where the effect cannot be estimated', () => {
    const written = (result: Comparison) => plainText(comparisonLines(result, { width: 80 }));
    const free = (seed: string) => {
      const random = seededRandom(seed);
      return (golden: string) => supportAnswer(golden.charCodeAt(0), random);
    };
    const many = Array.from({ length: 60 }, (_, i) => String.fromCharCode(0x100 + i));
    const world = (runs: number, repetitions: number, text: World['text'], more?: World['more']): World => ({
      runs,
      goldens: many,
      repetitions,
      text,
      ...(more === undefined ? {} : { more }),
    });

    it.each([
      [1, 'from one draw a golden'],
      [2, 'from 2 draws a golden'],
    ])('says so, with %i draws of a golden on each side', async (repetitions, reason) => {
      const was = free('x');
      const result = await compare(
        recording('before', world(1, repetitions, was)),
        recording(
          'after',
          world(1, repetitions, (golden) => rot13(was(golden))),
        ),
      );
      expect(Comparison.parse(result)).toEqual(result);
      expect(result).toMatchObject({ verdict: 'changed', changed: true, exchangeable: 'draws', effect: null });
      expect(result.effectReason).toContain(`cannot be estimated ${reason}`);
      expect(result.oneWay).toMatchObject({ goldens: 45 });
      expect(result.assumption).toContain('of 45 goldens moved the same way');
      expect(result.goldens[0]).toMatchObject({ effect: null, example: { golden: expect.any(String) } });
      expect(written(result)).toContain(`Effect     cannot be estimated ${reason}`);
    });

    it('says so where log-probabilities changed under the same answers', async () => {
      const random = seededRandom('logprobs');
      const more = (offset: number) => () => ({ logprobs: [-1 + offset - 0.01 * random(), -2 + offset] });
      const result = await compare(
        recording('before', { runs: 6, text: (golden) => golden, more: more(0) }),
        recording('after', { runs: 6, text: (golden) => golden, more: more(0.1) }),
      );
      expect(result).toMatchObject({ verdict: 'changed', effect: null });
      expect(result.effectReason).toContain('the answers are the same on both sides');
    });

    it.each([
      ['nothing changed', (_: string, seed: string) => free(seed)],
      ['a few answers changed', (_: string, seed: string) => noisy(seed, seed === 'y' ? 0.1 : 0.02)],
      ['everything changed', (side: string, seed: string) => (golden: string) => `${side} ${free(seed)(golden)}`],
    ])('never writes an effect of nothing beside a change (%s)', async (_, text) => {
      for (const [runs, repetitions] of [
        [1, 1],
        [1, 2],
        [1, 3],
        [1, 5],
        [2, 1],
        [3, 2],
        [4, 1],
        [5, 2],
      ] as const) {
        const result = await compare(
          recording('before', world(runs, repetitions, text('was', 'x'))),
          recording('after', world(runs, repetitions, text('is', 'y'))),
        );
        const label = `${runs} runs of ${repetitions}`;
        expect(Comparison.parse(result), label).toEqual(result);
        expect(written(result), label).not.toContain('0.0 % [0.0 %, 0.0 %] of answers');
        expect(result.effect === null, label).toBe(result.effectReason !== undefined);
      }
    });

    it('does not take goldens of one draw for unchanged where it cannot know', async () => {
      const same = (source: string) => recording(source, { runs: 1, repetitions: 1, text: (golden) => golden });
      const result = await compare(same('before'), same('after'));
      expect(result).toMatchObject({ pValue: 1, verdict: 'cannot-tell', effect: null });
      expect(written(result)).toContain('CANNOT TELL  p = 1.0');
    });
  });

  it('notes when no p-value could be as small as alpha', async () => {
    const result = await compare(
      recording('before', { runs: 4, text: () => 'yes' }),
      recording('after', { runs: 4, text: () => 'no' }),
      { alpha: 0.01 },
    );
    expect(result.changed).toBe(false);
    expect(result.notes.join()).toContain('no p-value up to alpha = 0.01 is possible here, the smallest is 0.029');
  });

  it('counts failed calls and leaves out a golden whose every call failed', async () => {
    const before = recording('before', { runs: 5, text: (golden) => golden });
    const after = recording('after', {
      runs: 5,
      text: (golden) => golden,
      more: (golden) => (golden === 'c' ? { error: 'timeout' } : {}),
    });
    const result = await compare(before, after);
    expect(result.after).toMatchObject({ failed: 15, draws: 30 });
    expect(result.notes).toEqual(['every call of c failed in after: it is not compared']);
    expect(result.goldens.map(({ golden }) => golden)).not.toContain('c');
  });

  it('says so of a golden whose every call failed where its version is known, too', async () => {
    const goldenVersion = '1'.repeat(64);
    const text = (golden: string) => golden;
    const before = recording('before', { runs: 4, text, more: () => ({ goldenVersion }) });
    const fails = (golden: string) => (golden === 'c' ? { goldenVersion, error: 'timeout' } : { goldenVersion });
    const after = recording('after', { runs: 4, text, more: fails });
    const { notes } = await compare(before, after);
    expect(notes).toContain('every call of c@111111111111 failed in after: it is not compared');
  });

  it.each([undefined, '1'.repeat(64)])('knows chained draws from their steps (version %s)', async (goldenVersion) => {
    const chained = (nodes: readonly string[]) => (golden: string) => {
      const steps = nodes.map((node) => ({ node, text: `${golden} at ${node}`, toolCalls: [] }));
      return { turns: nodes.length, extra: { chain: { steps } }, ...(goldenVersion && { goldenVersion }) };
    };
    const text = (golden: string) => `${golden} at answer`;
    const before = recording('before', { runs: 4, text, goldens: ['a'], more: chained(['ask', 'check', 'answer']) });
    const after = recording('after', { runs: 4, text, goldens: ['a'], more: chained(['ask', 'answer']) });
    const result = await compare(before, after);
    const version = goldenVersion === undefined ? '' : '@111111111111';
    expect(result.before).toMatchObject({ draws: 12 }); // 4 runs of 3, however many steps each took
    expect(result.notes).toContain(`no chained draw came to a › check${version} in after: it is not compared`);
    expect(result.notes.join()).not.toContain('every call');
    expect(result.goldens.map(({ golden }) => golden).sort()).toEqual(
      [`a${version}`, `a › answer${version}`, `a › ask${version}`].sort(),
    );
  });

  it('turns away goldens that do not match, naming them from both sides', async () => {
    const before = recording('before', { runs: 2, goldens: ['a', 'b', 'c'], text: (golden) => golden });
    const after = recording('after', { runs: 2, goldens: ['a', 'd'], text: (golden) => golden });
    await expect(compare(before, after)).rejects.toThrow(
      /^after: lacks b, c, expected the same goldens as in before\nbefore: lacks d, expected the same goldens as in after$/,
    );
  });

  it('turns away another version of a golden, and leaves versions aside where one side has none', async () => {
    const version = (digit: string) => ({ more: () => ({ goldenVersion: digit.repeat(64) }) });
    const text = (golden: string) => golden;
    const [one, two] = [
      recording('before', { runs: 4, text, ...version('1') }),
      recording('after', { runs: 4, text, ...version('2') }),
    ];
    await expect(compare(one, two)).rejects.toThrow(
      'golden a was sent as version 222222222222, in before as 111111111111, expected the same request in both',
    );
    const unversioned = recording('after', { runs: 4, text });
    expect((await compare(one, unversioned)).goldens).toHaveLength(3);
  });

  it('reports what is wrong with both files at once', async () => {
    const broken = (path: string) => Promise.reject(new ConfigError([{ where: path, what: 'is broken' }]));
    const request = { before: 'x', after: 'y', alpha: 0.05, permutations: 9, seed: '1' };
    await expect(compareRecordings(request, { readRecording: broken })).rejects.toThrow('x: is broken\ny: is broken');
  });

  it('has nothing to say where no golden was answered on both sides', async () => {
    const failing = recording('after', { runs: 2, text: () => '', more: () => ({ error: 'timeout' }) });
    const working = recording('before', { runs: 2, text: (golden) => golden });
    await expect(compare(working, failing)).rejects.toThrow(
      'after: holds no completed draw of a golden that before has draws of, expected at least one',
    );
  });

  it('takes runs that lack goldens, empty answers and very long ones', async () => {
    const random = seededRandom('odd');
    const odd = (source: string) => {
      const whole = recording(source, {
        runs: 6,
        text: (golden) => (golden === 'a' ? '' : golden === 'b' ? 'long '.repeat(5000) + random() : 'c'),
      });
      const runs = whole.runs.map((run, i) => ({ ...run, samples: run.samples.filter((_, j) => j % 6 !== i) }));
      return { source, runs };
    };
    const result = await compare(odd('before'), odd('after'));
    expect(Comparison.parse(result)).toEqual(result);
    expect(result.pValue).toBeGreaterThan(0.05);
  });
});
