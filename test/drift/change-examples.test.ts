import { describe, expect, it } from 'vitest';
import type { Draw } from '../../lib/domain/run/observed-run.ts';
import { changeExamples } from '../../lib/drift/change-examples.ts';
import { rateChanges } from '../../lib/drift/rate-changes.ts';
import { draw, simulateRuns } from './simulated.ts';

const size = { goldens: 3, repetitions: 2 };
const goldens = [0, 1, 2].map((golden) => ({ golden: `golden-${golden}` }));

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
  const unseen = { estimate: 0.01, low: 0, high: 0.05 };
  const seen = { estimate: 0.2, low: 0.1, high: 0.3 };

  it('shows an answer that now fails where the answers as a whole are not shown to differ', () => {
    const [before, after] = [runs(40, 0), runs(40, 0.5)];
    const examples = changeExamples({ effect: unseen, rates: rateChanges(before, after), goldens, before, after });
    expect(examples).toEqual([
      { golden: 'golden-2', commonPrefix: '', before: expect.stringMatching(/Gladly|Of course/), after: 'Never.' },
    ]);
  });

  it('shows nothing where neither the answers nor what they fail are shown to differ', () => {
    const [before, after] = [runs(40, 0), runs(40, 0)];
    expect(changeExamples({ effect: unseen, rates: rateChanges(before, after), goldens, before, after })).toEqual([]);
  });

  it('shows the goldens that moved most where the answers are shown to differ', () => {
    const [before, after] = [runs(40, 0), runs(40, 0.5)];
    const order = [...goldens].reverse();
    const examples = changeExamples({ effect: seen, rates: rateChanges(before, after), goldens: order, before, after });
    expect(examples[0]).toMatchObject({ golden: 'golden-2', after: 'Never.' });
  });
});
