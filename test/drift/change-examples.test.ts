import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Draw } from '../../lib/domain/run/observed-run.ts';
import { changeExamples } from '../../lib/drift/change-examples.ts';
import { rateChangesByGolden } from '../../lib/drift/golden-rates.ts';
import { choose, draw, freeText, simulateRuns } from './simulated.ts';

const size = { goldens: 3, repetitions: 2 };

function reply(text: string, fails: boolean): Draw {
  return draw(text, { properties: { 'expectation:is polite': fails ? 1 : 0 } });
}

/** Two usual answers in turn; golden 2 says something rude, as often as `rude` says. */
function runs(count: number, rude: number) {
  return simulateRuns(count, size, (golden, run) => {
    const isRude = golden === 2 && run % 10 < 10 * rude;
    return reply(isRude ? 'Never.' : run % 2 === 0 ? 'Gladly.' : 'Of course.', isRude);
  });
}

describe('changeExamples', () => {
  it('shows an answer that came since and not before, of the golden that gives it, and how often each was seen', () => {
    expect(changeExamples(runs(40, 0), runs(8, 0.5))).toEqual([
      {
        golden: 'golden-2',
        commonPrefix: '',
        before: expect.stringMatching(/Gladly|Of course/),
        after: 'Never.',
        seen: {
          before: { like: 'kind', before: { count: 80, draws: 80 }, since: { count: 6, draws: 16 } },
          after: { like: 'answer', before: { count: 0, draws: 80 }, since: { count: 10, draws: 16 } },
        },
      },
    ]);
  });

  it('shows nothing where two wordings come as often as ever', () => {
    expect(changeExamples(runs(40, 0), runs(9, 0))).toEqual([]);
  });

  it('shows nothing of a golden that has not moved beside one that has', () => {
    const random = seededRandom('beside');
    const both = (moved: boolean) =>
      simulateRuns(moved ? 6 : 40, size, (golden) =>
        golden === 1 && moved ? 'something else' : choose(['this', 'that'], [0.5, 0.5], random),
      );
    const examples = changeExamples(both(false), both(true));
    expect(examples.map(({ golden }) => golden)).toEqual(['golden-1']);
  });

  it('counts how answers begin where none comes twice', () => {
    const random = seededRandom('free');
    const letters = (moved: boolean) =>
      simulateRuns(
        moved ? 6 : 30,
        { goldens: 1, repetitions: 2 },
        () => `${moved ? 'Sorry, ' : 'Dear '}${freeText(12, random)}`,
      );
    const [example] = changeExamples(letters(false), letters(true));
    expect(example?.after).toMatch(/^Sorry, /);
    expect(example?.seen?.after).toEqual({
      like: 'beginning',
      before: { count: 0, draws: 60 },
      since: { count: 12, draws: 12 },
    });
    expect(example?.seen?.before).toMatchObject({ like: 'beginning', since: { count: 0 } });
  });

  it('shows an answer that now fails where only several goldens together show it', () => {
    const wide = { goldens: 8, repetitions: 2 };
    const made = (count: number, failing: (golden: number, run: number) => boolean) =>
      simulateRuns(count, wide, (golden, run) =>
        reply(`${failing(golden, run) ? 'Never' : 'Gladly'} ${golden}-${run}`, failing(golden, run)),
      );
    const [before, after] = [made(30, () => false), made(8, (golden, run) => run === golden)];
    expect(changeExamples(before, after)).toEqual([]);
    const [example] = changeExamples(before, after, rateChangesByGolden({ before, after }));
    expect(example?.after).toMatch(/^Never/);
    expect(example?.before).toMatch(/^Gladly/);
    expect(example?.seen?.after).toEqual({
      like: 'kind',
      before: { count: 0, draws: 60 },
      since: { count: 2, draws: 16 },
    });
  });

  it('does not take one run with many draws for a change', () => {
    const one = (answer: string) => () => answer;
    const size = { goldens: 1, repetitions: 20 };
    const after = [...simulateRuns(1, size, one('odd')), ...simulateRuns(5, size, one('usual'))];
    expect(changeExamples(simulateRuns(20, size, one('usual')), after)).toEqual([]);
  });

  it('shows an example of nothing in at most 5 % of quiet histories', () => {
    const random = seededRandom('quiet histories');
    let shown = 0;
    for (let history = 0; history < 60; history++) {
      const answers = (count: number) =>
        simulateRuns(count, { goldens: 8, repetitions: 2 }, () =>
          choose(['yes', 'yes, gladly', 'certainly', 'no'], [0.4, 0.3, 0.2, 0.1], random),
        );
      if (changeExamples(answers(30), answers(6)).length > 0) shown++;
    }
    // Mean at most 3 of 60, standard deviation 1.7; 10 or more by chance under 1 in 1,000.
    expect(shown).toBeLessThan(10);
  });
});
