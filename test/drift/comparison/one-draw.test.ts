import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../lib/domain/random.ts';
import type { ObservedRun } from '../../../lib/domain/run/observed-run.ts';
import { compareSamples } from '../../../lib/drift/compare-samples.ts';
import { simulateRuns } from '../simulated.ts';
import { changedAnswers, supportAnswer } from '../simulated-answers.ts';

type Answer = (golden: number, random: Random) => string;

const run = (goldens: number, repetitions: number, answer: Answer, random: Random): ObservedRun[] =>
  simulateRuns(1, { goldens, repetitions }, (golden) => answer(golden, random));

const compare = (before: readonly ObservedRun[], after: readonly ObservedRun[], seed: string) =>
  compareSamples(before, after, { permutations: 199, random: seededRandom(seed) });

describe('one draw a golden on each side', () => {
  it.each(Object.entries(changedAnswers))('sees %s on 30 goldens, every time', (name, changed) => {
    const random = seededRandom(name);
    for (let i = 0; i < 20; i++) {
      const result = compare(run(30, 1, supportAnswer, random), run(30, 1, changed, random), `${name} ${i}`);
      expect(result.pValue, `${name}, round ${i}`).toBeLessThanOrEqual(0.01);
      expect(result.verdict).toBe('changed-if-draws-are-independent'); // 39 goldens are the fewest for more
    }
  });

  it('sees it at temperature 0, where both sides say one thing each', () => {
    const fixed = (answer: Answer) => (golden: number) => answer(golden, seededRandom(golden));
    for (const changed of Object.values(changedAnswers)) {
      const random = seededRandom('fixed');
      const result = compare(run(30, 1, fixed(supportAnswer), random), run(30, 1, fixed(changed), random), 'labels');
      expect(result.pValue).toBeLessThanOrEqual(0.01);
    }
  });

  it.each([2, 3])('sees it with %i draws, too', (repetitions) => {
    const random = seededRandom('few draws');
    for (const changed of Object.values(changedAnswers)) {
      const [before, after] = [run(12, repetitions, supportAnswer, random), run(12, repetitions, changed, random)];
      expect(compare(before, after, 'labels').pValue).toBeLessThanOrEqual(0.02);
    }
  });

  it('takes a total change of 100 goldens for one whatever draws have in common, and ranks goldens', () => {
    const random = seededRandom('total');
    const allButTwo = (golden: number) =>
      (golden < 2 ? supportAnswer : changedAnswers['their ROT13'])?.(golden, random) ?? '';
    const after = run(100, 1, allButTwo, random);
    const result = compare(run(100, 1, supportAnswer, random), after, 'labels');
    expect(result.verdict).toBe('changed');
    expect(result.effect).toBe('too-few-draws');
    expect(result.goldens).toHaveLength(100);
    expect(
      result.goldens
        .slice(-2)
        .map(({ golden }) => golden)
        .sort(),
    ).toEqual(['golden-0', 'golden-1']);
    expect(result.goldens[0]).toMatchObject({ effect: null, example: { after: expect.stringMatching(/qnlf/) } });
  });

  it('shows no change where both sides say the same', () => {
    const random = seededRandom('own ways');
    const before = run(30, 1, (golden) => `answer ${golden}`, random);
    expect(compare(before, before, 'labels')).toMatchObject({ pValue: 1, verdict: 'no-change-shown' });
  });
});
