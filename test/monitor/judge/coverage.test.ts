import { describe, expect, it } from 'vitest';
import { type Coverage, isCovered, isExpected, missedRuns } from '../../../lib/domain/verdict/coverage.ts';
import type { Verdict } from '../../../lib/domain/verdict/verdict.ts';
import { coveredVerdict } from '../../../lib/monitor/judge/covered-verdict.ts';
import { coverageCauses, coverageWords } from '../../../lib/report/words/coverage-words.ts';
import { Life } from '../../life/life.ts';

const here = { run: 'r', at: '2026-11-22T09:00:00.000Z' };
const covering = (judged: number, expected: number): Coverage => {
  return { judged, expected, baseline: expected, references: 24, unjudged: [], since: here };
};
const ofAll = { counted: true, channels: [] };
const quiet: Verdict = { kind: 'no-drift-detected', suspected: false, earliestAlarmRuns: 3 };

describe('enough to say that there is no drift', () => {
  it.each([
    [1, 1],
    [20, 20],
    [16, 20],
    [5, 6],
    [3, 4],
    [4, 5],
  ])('is %i of %i goldens', (judged, expected) => {
    expect(isCovered(covering(judged, expected))).toBe(true);
    expect(coveredVerdict(quiet, covering(judged, expected), ofAll)).toEqual(quiet);
  });

  it.each([
    [0, 0],
    [0, 1],
    [1, 2],
    [2, 3],
    [2, 4],
    [4, 6],
    [15, 20],
  ])('is not %i of %i', (judged, expected) => {
    expect(isCovered(covering(judged, expected))).toBe(false);
    expect(coveredVerdict(quiet, covering(judged, expected), ofAll)).toEqual({
      kind: 'inconclusive',
      reason: 'partly-covered',
      needed: { runs: 0, drawsPerRun: 0 },
      earliestAlarmRuns: 3,
    });
  });

  it('is nothing where the circumstances of the run are new', () => {
    const circumstances = { name: 'warm', references: 3, needed: 8 };
    expect(coveredVerdict(quiet, { ...covering(6, 6), circumstances }, ofAll)).toMatchObject({
      reason: 'new-circumstances',
      needed: { runs: 5 },
    });
  });

  it('is not asked of drift, nor of what is said of a run that does not count', () => {
    const drift: Verdict = {
      kind: 'drift-detected',
      alarms: [{ channel: 'text', group: 'text', logStatistic: 9, logThreshold: 8 }],
      effectFloor: 0,
    };
    expect(coveredVerdict(drift, covering(1, 6), ofAll)).toEqual(drift);
    const few: Verdict = {
      kind: 'inconclusive',
      reason: 'too-few-samples',
      needed: { runs: 1, drawsPerRun: 9 },
      earliestAlarmRuns: 3,
    };
    expect(coveredVerdict(few, covering(0, 6), { counted: false, channels: [] })).toEqual(few);
    expect(coveredVerdict(few, covering(1, 6), ofAll)).toMatchObject({ reason: 'partly-covered' });
    expect(coveredVerdict(few, covering(2, 2), ofAll)).toEqual(quiet);
  });

  it('misses a golden that was removed for so many runs, and one that fails for ever', () => {
    const since = (runs: number) => ({ ...here, runs });
    expect(isExpected({ golden: 'a', why: 'gone', since: since(missedRuns) })).toBe(true);
    expect(isExpected({ golden: 'a', why: 'gone', since: since(missedRuns + 1) })).toBe(false);
    expect(isExpected({ golden: 'a', why: 'failing', since: since(10_000) })).toBe(true);
  });
});

describe('what a judgement says that it covers', { timeout: 60_000 }, () => {
  const settled = async (seed: string) => {
    const life = new Life(seed, { baselineRuns: 24, falseAlarmsPerYear: 12 });
    await life.live(26);
    return life;
  };

  it('is nothing while the baseline is learned, and all goldens afterwards, since the first run', async () => {
    const life = await settled('all');
    expect(life.judgements.slice(0, 24).filter(({ coverage }) => coverage !== undefined)).toEqual([]);
    const first = life.judgements.find(({ coverage }) => coverage !== undefined);
    expect(life.newest.coverage).toMatchObject({
      judged: 6,
      expected: 6,
      baseline: 6,
      unjudged: [],
      since: { run: first?.run },
    });
  });

  it('names a golden that was edited, since when, and that the others go on', async () => {
    const life = await settled('edited');
    await life.edit('refund', 'Another text.').live(3);
    const [edit] = life.newest.coverage?.unjudged ?? [];
    expect(life.newest.coverage).toMatchObject({ judged: 5, expected: 6, since: { run: edit?.since.run } });
    expect(life.newest.coverage?.unjudged).toMatchObject([{ why: 'learning', isEdited: true, since: { runs: 3 } }]);
    expect(edit?.golden).toMatch(/^refund@[0-9a-f]{12}$/);
  });

  it('names one that was removed, one that is new and one that fails, with the class', async () => {
    const life = await settled('named');
    await life.remove('story').live(1);
    expect(life.newest.coverage?.unjudged).toMatchObject([{ why: 'gone', since: { runs: 1 } }]);
    await life.add('story').add('brand-new').live(1);
    expect(life.newest.coverage).toMatchObject({ judged: 6, expected: 7, unjudged: [{ why: 'learning' }] });
    expect(life.newest.coverage?.unjudged[0]).not.toHaveProperty('isEdited');
    await life
      .remove('brand-new')
      .world({ failing: { letter: 'not-found' } })
      .live(2);
    expect(life.newest.coverage?.unjudged).toMatchObject([
      { why: 'failing', failure: 'not-found', since: { runs: 2 } },
    ]);
    expect(life.untruths).toEqual([]);
  });
});

describe('the words of coverage', () => {
  const since = { ...here, runs: 3 };

  it('say how much was judged, and of each cause what it is and what to do', () => {
    const coverage: Coverage = {
      ...covering(3, 8),
      unjudged: [
        { golden: 'returns@0123456789ab', why: 'gone', since },
        { golden: 'refund@0123456789ab', why: 'learning', isEdited: true, learned: { runs: 5, of: 24 }, since },
        { golden: 'slow@0123456789ab', why: 'failing', failure: 'timeout', since },
        { golden: 'extra@0123456789ab', why: 'learning', learned: { runs: 1, of: 24 }, since },
        { golden: 'short@0123456789ab', why: 'too-few-answers', since },
      ],
      circumstances: { name: 'warm', references: 3, needed: 8 },
    };
    expect(coverageWords(coverage)).toBe('3 of 8 goldens judged, each against 24 runs, since 22 Nov 2026 09:00 UTC');
    expect(coverageCauses(coverage)).toEqual([
      '1 golden of the baseline is gone: returns. If that is meant, nothing is to be done; else put it back.',
      '1 golden is edited: refund (5 of 24 runs). The new version is learned beside the others and judged from then on.',
      '1 golden is new: extra (1 of 24 runs). It is learned beside the others and judged from then on.',
      '1 golden fails: slow (timeout, 3 runs in a row). Mend or remove it.',
      '1 golden got too few answers in this run: short.',
      'First runs with a warm prompt cache: 3 of 8 references.',
    ]);
  });
});
