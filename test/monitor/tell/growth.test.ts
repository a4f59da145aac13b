import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../lib/domain/verdict/incident.ts';
import type { Judgement } from '../../../lib/domain/verdict/judgement.ts';
import type { Severity } from '../../../lib/domain/verdict/severity.ts';
import type { Verdict } from '../../../lib/domain/verdict/verdict.ts';
import { growthSince } from '../../../lib/monitor/tell/growth-since.ts';
import { onsetOf, runBefore } from '../../../lib/monitor/tell/onset.ts';
import { openedAgain, stillShown } from '../../../lib/monitor/tell/still-shown.ts';
import { explanation } from '../../contract/stored-records.ts';
import { drift, judgementOf, learning, noDrift } from '../../helpers/judgements.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour)).toISOString();
const judged = (hour: number, verdict: Verdict, changes: Partial<Judgement> = {}): Judgement => ({
  ...judgementOf({ run: `run-${hour}`, endpoint: 'support', epoch: 1, plannedAt: at(hour) }, verdict),
  ...changes,
});
const shown = (groups: readonly string[], low?: number, high = 0.9, severity?: Severity): Judgement =>
  judged(
    1,
    {
      kind: 'drift-detected',
      alarms: groups.map((group) => ({ channel: group, group, logStatistic: 12, logThreshold: 9 })),
      effectFloor: 0,
      ...(low === undefined ? {} : { effect: { estimate: (low + high) / 2, low, high } }),
    } as Verdict,
    severity === undefined ? {} : { explanation: { ...explanation([]), severity } },
  );

describe('what a later run adds to the one that raised the alarm', () => {
  it.each<[string, Judgement, Judgement, string[]]>([
    ['nothing, where it shows the same', shown(['text'], 0.2, 0.4), shown(['text'], 0.2, 0.4), []],
    [
      'channels that were quiet',
      shown(['text'], 0.2),
      shown(['text', 'tools', 'json', 'tools'], 0.2),
      ['channels json', 'channels tools'],
    ],
    ['nothing, where fewer channels are left', shown(['text', 'tools'], 0.2), shown(['tools'], 0.2), []],
    [
      'a larger effect, only where the intervals are apart',
      shown(['text'], 0.2, 0.4),
      shown(['text'], 0.41, 0.6),
      ['larger effect'],
    ],
    ['none where they touch', shown(['text'], 0.2, 0.4), shown(['text'], 0.4, 0.6), []],
    ['none where either is not known', shown(['text']), shown(['text'], 0.4, 0.6), []],
    ['none where it is not known now', shown(['text'], 0.1, 0.2), shown(['text']), []],
    [
      'that it matters more',
      shown(['text'], 0.2, 0.4, 'minor'),
      shown(['text'], 0.2, 0.4, 'major'),
      ['severity major'],
    ],
    [
      'not that it matters less, or as much',
      shown(['text'], 0.2, 0.4, 'major'),
      shown(['text'], 0.2, 0.4, 'minor'),
      [],
    ],
    [
      'not how much it matters, where that was not known',
      shown(['text'], 0.2, 0.4),
      shown(['text'], 0.2, 0.4, 'major'),
      [],
    ],
    [
      'all of it, in one order',
      shown(['text'], 0.1, 0.2, 'minor'),
      shown(['text', 'tools'], 0.5, 0.6, 'critical'),
      ['channels tools', 'larger effect', 'severity critical'],
    ],
    ['nothing, where it shows no drift', shown(['text'], 0.1, 0.2), judged(2, noDrift), []],
    ['nothing, where the first shows none', judged(2, learning), shown(['text'], 0.1, 0.2), []],
  ])('is %s', (_, opening, newest, news) => {
    expect(growthSince(opening, newest)).toEqual(news);
  });
});

describe('a change that a person resolved', () => {
  const resolved: Incident = {
    ...{
      id: 'support/1/run-1',
      endpoint: 'support',
      epoch: 1,
      status: 'resolved',
      openedAt: at(1),
      openedByRun: 'run-1',
    },
    ...{ updatedAt: at(3), resolvedAt: at(3), lastRun: 'run-3', by: 'ana', why: 'rolled back', revision: 2 },
  };
  const { by: _, ...byItself } = resolved;

  /** Whether it is told again, by the run after these. */
  async function still(incident: Incident | undefined, ...since: Judgement[]) {
    const stores = memoryStores();
    for (const one of [judged(2, drift), judged(3, drift), ...since]) await stores.judgements.put(one);
    return (await stillShown(incident, since.at(-1) as Judgement, stores.judgements))?.isTold;
  }

  it('is told again by the fourth run since that shows it, and not before', async () => {
    expect(await still(resolved, judged(4, drift))).toBe(false);
    expect(await still(resolved, judged(4, drift), judged(5, drift), judged(6, drift))).toBe(false);
    expect(await still(resolved, judged(4, drift), judged(5, drift), judged(6, drift), judged(7, drift))).toBe(true);
  });

  it('is not told the sooner by runs that say nothing, and is another change after one that is as ever', async () => {
    const unclear = [judged(4, drift), judged(5, learning), judged(6, learning), judged(7, drift)];
    expect(await still(resolved, ...unclear)).toBe(false);
    expect(await still(resolved, judged(4, drift), judged(5, noDrift), judged(6, drift))).toBeUndefined();
  });

  it('is another change where no person resolved the one before, or none is over', async () => {
    const four = [4, 5, 6, 7].map((hour) => judged(hour, drift));
    expect(await still(byItself as Incident, ...four)).toBeUndefined();
    expect(await still({ ...resolved, status: 'accepted' }, ...four)).toBeUndefined();
    expect(await still(undefined, ...four)).toBeUndefined();
  });

  it('is open again, as found by Pinwatch, and counts how often', () => {
    const again = openedAgain({ ...resolved, acknowledged: { at: at(2), by: 'ana', why: '' } }, judged(7, drift));
    expect(again).toEqual({
      ...resolved,
      ...{ status: 'open', lastRun: 'run-7', updatedAt: at(7), revision: 3 },
      ...{ resolvedAt: undefined, by: undefined, why: undefined, acknowledged: undefined },
      reopened: { at: at(7), by: 'pinwatch', why: '4 runs since it was resolved still show the change', times: 1 },
    });
    expect(openedAgain(again, judged(8, drift)).reopened?.times).toBe(2);
  });
});

describe('when a change began', () => {
  const since = (earliest: number, latest: number) => {
    const run = (hour: number) => ({ run: `run-${hour}`, at: at(hour) });
    return { ...explanation([]), since: { ...explanation([]).since, earliest: run(earliest), latest: run(latest) } };
  };

  it('is after the last run that cannot have shown it, and not later than its last possible first run', async () => {
    const stores = memoryStores();
    for (const hour of [1, 2, 3, 4, 5]) await stores.judgements.put(judged(hour, noDrift));
    await stores.judgements.put({
      ...judged(2, noDrift),
      run: 'other-epoch',
      epoch: 2,
      evidence: { ...judged(2, noDrift).evidence, run: 'other-epoch', at: '2026-11-22T02:30:00.000Z' },
    });
    const opening = judged(5, drift, { explanation: since(3, 4) });
    expect(await onsetOf(opening, stores.judgements)).toEqual({ after: at(2), until: at(4) });
    expect(await onsetOf(judged(5, drift), stores.judgements)).toEqual({ after: at(4), until: at(5) });
    const { after } = { after: await runBefore({ endpoint: 'support', at: at(3) }, stores.judgements) };
    expect(after, 'of whichever epoch').toBe('2026-11-22T02:30:00.000Z');
  });

  it('is within a day before the first run that shows it, where there was none before', async () => {
    const stores = memoryStores();
    await stores.judgements.put(judged(30, drift));
    expect((await onsetOf(judged(30, drift), stores.judgements)).after).toBe(at(6));
  });
});
