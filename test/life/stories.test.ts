import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../lib/cli/status.ts';
import type { Coverage } from '../../lib/domain/verdict/coverage.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import { acceptBaseline } from '../../lib/monitor/judge/accept-baseline.ts';
import { undoAccept } from '../../lib/monitor/judge/undo-accept.ts';
import { headline } from '../../lib/report/model/headline.ts';
import { coverageCauses } from '../../lib/report/words/coverage-words.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { Life, type LifeOptions } from './life.ts';

/** Runs in which a change of nearly every answer is to be found at a threshold of 2,190, with 28 runs kept. */
const soon = 10;

const refusals = { refusing: { '*': 0.95 } };

/** A life whose baseline was learned and that was quiet for some runs. */
async function settled(seed: string, options: LifeOptions = {}, runs = 28): Promise<Life> {
  const life = new Life(seed, options);
  await life.live(runs);
  return life;
}

const kinds = (judgements: readonly Judgement[]) => new Set(judgements.map(({ verdict }) => verdict.kind));
const causesOf = ({ newest: { coverage } }: Life) => coverageCauses(coverage as Coverage).join(' ');
const counted = (judgements: readonly Judgement[]) => judgements.filter(({ evidence }) => evidence.counted).length;

/** Nothing false was said, and nothing was alarmed of. */
async function expectTrueAndQuiet(life: Life): Promise<void> {
  expect(life.untruths).toEqual([]);
  expect(await life.incidents()).toEqual([]);
}

async function expectFoundSoon(life: Life): Promise<void> {
  life.world(refusals);
  expect(await life.liveUntilDrift()).toBeLessThanOrEqual(soon);
  expect(life.untruths).toEqual([]);
  expect(life.alerts.at(-1)).toMatchObject({ kind: 'opened' });
}

describe('an endpoint whose repetitions are lowered', { timeout: 120_000 }, () => {
  it.each([
    [4, 2],
    [4, 1],
  ])('from %i to %i goes on with its baseline, learned again with fewer draws', async (before, after) => {
    const life = await settled(`repetitions ${after}`, { repetitions: before, goldens: ['a', 'b', 'c', 'd'] });
    const [first] = await life.configure({ repetitions: after }).live(1);
    expect(first).toMatchObject({ epoch: 1, learnedAgain: { why: 'fewer-draws', runs: 28, unreadable: 0 } });
    const later = await life.live(24);
    expect(later.some(({ learnedAgain }) => learnedAgain !== undefined)).toBe(false);
    expect(kinds(later)).toEqual(new Set(['no-drift-detected']));
    await expectTrueAndQuiet(life);
    await expectFoundSoon(life);
  });

  it('and raised again is judged all the same', async () => {
    const life = await settled('raised', { repetitions: 1 });
    const later = await life.configure({ repetitions: 3 }).live(20);
    expect(kinds(later)).toEqual(new Set(['no-drift-detected']));
    await expectTrueAndQuiet(life);
    await expectFoundSoon(life);
  });
});

describe('goldens that come and go', { timeout: 120_000 }, () => {
  it('leave the others undisturbed when one is edited; the new version learns and joins, and that is told', async () => {
    const life = await settled('edited');
    const learning = await life.edit('refund', 'Write about a refund, politely.').live(10);
    expect(counted(learning)).toBe(10);
    expect(kinds(learning)).toEqual(new Set(['no-drift-detected']));
    expect(life.newest.coverage).toMatchObject({
      judged: 5,
      expected: 6,
      unjudged: [{ golden: expect.stringMatching(/^refund@/), why: 'learning', isEdited: true, learned: { runs: 10 } }],
    });
    const joined = await life.live(10);
    expect(joined.at(-1)?.coverage).toMatchObject({ judged: 6, unjudged: [] });
    expect(life.alerts).toMatchObject([{ kind: 'fact', facts: [{ kind: 'golden-version' }] }]);
    await expectTrueAndQuiet(life);
    await expectFoundSoon(life);
  });

  it('are said to be gone when they are removed, by name, and the rest goes on', async () => {
    const life = await settled('removed');
    await life.remove('refund', 'story').live(10);
    expect(life.newest).toMatchObject({
      evidence: { counted: true },
      verdict: { kind: 'inconclusive', reason: 'partly-covered' },
      coverage: { judged: 4, expected: 6, baseline: 6, unjudged: [{ why: 'gone' }, { why: 'gone' }] },
    });
    expect(causesOf(life)).toContain('2 goldens of the baseline are gone: refund, story');
    const later = await life.live(24);
    expect(later.at(-1)).toMatchObject({
      verdict: { kind: 'no-drift-detected' },
      coverage: { judged: 4, expected: 4 },
    });
    await expectTrueAndQuiet(life);
    await expectFoundSoon(life);
  });

  it('do not blind the others when one of four always fails', async () => {
    const life = new Life('failing', { goldens: ['a', 'b', 'c', 'slow'] }).world({ failing: { slow: 'timeout' } });
    await life.live(28);
    expect(counted(life.judgements)).toBe(28);
    expect(life.newest).toMatchObject({ verdict: { kind: 'no-drift-detected' } });
    await expectTrueAndQuiet(life);
    await expectFoundSoon(life);
  });

  it('are named when they begin to fail, with the class', async () => {
    const life = await settled('fails later');
    await life.world({ failing: { refund: 'timeout', story: 'timeout' } }).live(6);
    expect(life.newest).toMatchObject({
      evidence: { counted: true },
      verdict: { kind: 'inconclusive', reason: 'partly-covered' },
      coverage: { judged: 4, expected: 6 },
    });
    expect(causesOf(life)).toContain('2 goldens fail: refund (timeout, 6 runs in a row)');
    const back = await life.world({ failing: {} }).live(4);
    expect(back.at(-1)).toMatchObject({ verdict: { kind: 'no-drift-detected' }, coverage: { judged: 6 } });
    await expectTrueAndQuiet(life);
  });
});

describe('a slip in the configuration', { timeout: 120_000 }, () => {
  it('costs neither the baseline nor an open incident, and is not praised meanwhile', async () => {
    const life = await settled('slip');
    life.world(refusals);
    await life.liveUntilDrift();
    const opened = await life.incidents();
    life.configure({ model: 'pinend-1' });
    const report = await life.report();
    expect(headline(report)).toMatchObject({ title: 'Not judged yet since the configuration changed' });
    expect(exitCodeOf([report])).toBe(3);
    const [slip] = await life.live(1);
    expect(slip).toMatchObject({ verdict: { kind: 'inconclusive', reason: 'unreachable' } });
    expect(headline(await life.report()).title).toBe('Not judged yet since the configuration changed');
    const [mended] = await life.configure({ model: 'pinned-1' }).live(1);
    expect(mended).toMatchObject({ epoch: 1, verdict: { kind: 'drift-detected' } });
    expect(await life.incidents()).toMatchObject([{ id: opened[0]?.id, status: 'open' }]);
    expect(life.alerts.map(({ kind }) => kind).filter((kind) => kind !== 'fact')).toEqual(['opened']);
    expect(life.untruths).toEqual([]);
  });

  it('to a model that answers begins an epoch, which all hear of, and the way back finds the baseline again', async () => {
    const life = await settled('there and back');
    const there = await life.configure({ model: 'pinned-2' }).live(5);
    expect(there.map(({ epoch }) => epoch)).toEqual([2, 2, 2, 2, 2]);
    expect(life.alerts).toMatchObject([{ kind: 'fact', facts: [{ kind: 'configuration' }] }]);
    const back = await life.configure({ model: 'pinned-1' }).live(10);
    expect(back[0]).toMatchObject({ epoch: 1, learnedAgain: { why: 'returned', runs: 28 } });
    expect(kinds(back)).toEqual(new Set(['no-drift-detected']));
    expect(life.alerts).toHaveLength(2);
    await expectTrueAndQuiet(life);
    await expectFoundSoon(life);
  });

  it('in an address that names this machine otherwise is none', async () => {
    const life = await settled('address', {}, 26);
    const later = await life.configure({ baseURL: 'http://127.0.0.1:8000/v1/' }).live(3);
    expect(later.map(({ epoch }) => epoch)).toEqual([1, 1, 1]);
    await expectTrueAndQuiet(life);
  });
});

describe('an acceptance that is taken back', { timeout: 120_000 }, () => {
  it('goes on with the drift as if nobody had accepted', async () => {
    const life = await settled('undone');
    life.world(refusals);
    await life.liveUntilDrift();
    const { stores, clock, endpoint } = life;
    const deps = { stores, clock, sinks: new Map() };
    await acceptBaseline(endpoint, { by: 'ana', why: 'announced' }, deps);
    await life.live(3);
    expect(life.newest).toMatchObject({ epoch: 2, verdict: { reason: 'learning' } });
    await undoAccept(endpoint, { by: 'ben', why: 'wrong endpoint' }, deps);
    const [next] = await life.live(1);
    expect(next).toMatchObject({ epoch: 1, verdict: { kind: 'drift-detected' } });
    expect(await life.incidents()).toMatchObject([{ status: 'open', reopened: { by: 'ben' } }]);
    expect(life.untruths).toEqual([]);
  });
});

describe('a prompt cache that begins to be told of', { timeout: 120_000 }, () => {
  it('is no drift, and not called no drift before there is something to hold it against', async () => {
    const life = await settled('cache');
    const first = await life.world({ cache: 'warm' }).live(4);
    expect(kinds(first)).toEqual(new Set(['inconclusive']));
    expect(first[0]).toMatchObject({ verdict: { reason: 'new-circumstances' } });
    const later = await life.live(30);
    expect(later.at(-1)?.verdict.kind).toBe('no-drift-detected');
    await expectTrueAndQuiet(life);
  });

  it('hides no gross change that comes with it', async () => {
    const life = await settled('cache and change');
    life.world({ ...refusals, cache: 'warm' });
    expect(await life.liveUntilDrift()).toBeLessThanOrEqual(soon);
    expect(life.untruths).toEqual([]);
  });
});

describe('calls that fail', { timeout: 120_000 }, () => {
  it('are no drift, however many, and mend themselves', async () => {
    const life = await settled('outage');
    const out = await life.world({ flaky: 1 }).live(6);
    expect(out.map(({ verdict }) => verdict)).toEqual(
      Array(6).fill(expect.objectContaining({ reason: 'unreachable' })),
    );
    const half = await life.world({ flaky: 0.6 }).live(6);
    expect(kinds(half).has('drift-detected')).toBe(false);
    const back = await life.world({ flaky: 0 }).live(6);
    expect(back.at(-1)?.verdict.kind).toBe('no-drift-detected');
    await expectTrueAndQuiet(life);
  });

  it('where long answers time out are told of, though every draw is answered in the end', async () => {
    const life = await settled('impatient', { repetitions: 4 });
    await life.configure({ maxAttempts: 8 }).world({ patience: 9 }).live(4);
    const facts = life.alerts.flatMap((alert) => (alert.kind === 'fact' ? alert.facts : []));
    expect(facts).toMatchObject([
      { kind: 'failed-calls', now: expect.stringMatching(/^timeout: \d+ of \d+ calls in 3 runs$/) },
    ]);
    expect(life.newest.failedDraws).toContainEqual(expect.objectContaining({ failure: 'timeout' }));
    expect(life.untruths).toEqual([]);
  });
});

describe('a clock that is wrong', { timeout: 120_000 }, () => {
  it('and dates one run far in the future silences nothing', async () => {
    const life = await settled('future', {}, 30);
    const years = 4 * 365 * 86_400_000;
    life.clock.advance(years);
    await life.live(1);
    life.clock.advance(-years);
    const later = await life.live(10);
    expect(later).toHaveLength(10);
    expect(kinds(later)).toEqual(new Set(['no-drift-detected']));
    expect((await life.report()).state.latest?.run).toBe(later.at(-1)?.run);
    await expectTrueAndQuiet(life);
    await expectFoundSoon(life);
  });

  it('and set back while a change goes on opens one incident', async () => {
    const life = await settled('set back');
    life.world(refusals);
    await life.liveUntilDrift();
    life.clock.advance(-5 * 3_600_000 - 1234);
    const later = await life.live(12);
    // The hours in which the clock catches up with the old runs may have had one.
    expect(later.length).toBeGreaterThanOrEqual(10);
    expect(kinds(later)).toEqual(new Set(['drift-detected']));
    expect(await life.incidents()).toMatchObject([{ status: 'open', lastRun: life.newest.run }]);
    expect(life.alerts.filter(({ kind }) => kind === 'opened' || kind === 'resolved')).toHaveLength(1);
    expect(life.untruths).toEqual([]);
  });
});

describe('a change that goes', { timeout: 120_000 }, () => {
  it('is resolved, and the next one is another incident', async () => {
    const life = await settled('comes and goes');
    life.world(refusals);
    expect(await life.liveUntilDrift()).toBeLessThanOrEqual(soon);
    await life.live(4);
    await life.world({ refusing: {} }).live(12);
    expect(await life.incidents()).toMatchObject([{ status: 'resolved' }]);
    expect(life.newest.verdict.kind).toBe('no-drift-detected');
    await expectFoundSoon(life);
    expect(await life.incidents()).toMatchObject([{ status: 'resolved' }, { status: 'open' }]);
  });
});

describe('what the detector remembers', { timeout: 120_000 }, () => {
  it('may be lost at any time, on a disk as in memory', async () => {
    using folder = temporaryFolder();
    using stores = openLocalStores(folder.path);
    const life = await settled('lost', { stores }, 30);
    const spoil = async () => {
      const { revision } = (await stores.detectors.load('support')) as { revision: number };
      await stores.detectors.save('support', Buffer.from('spoiled'), revision);
    };
    await spoil();
    const [next] = await life.live(1);
    expect(next).toMatchObject({
      verdict: { kind: 'no-drift-detected' },
      learnedAgain: { why: 'damaged-state', runs: 30 },
    });
    life.world(refusals);
    await life.liveUntilDrift();
    await spoil();
    await life.live(1);
    expect(life.newest.verdict.kind).toBe('drift-detected');
    expect(await life.incidents()).toHaveLength(1);
    expect(life.untruths).toEqual([]);
  });
});
