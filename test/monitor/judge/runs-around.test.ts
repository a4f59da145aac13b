import { describe, expect, it } from 'vitest';
import { UnreadableError } from '../../../lib/domain/errors.ts';
import type { ObservedRun } from '../../../lib/domain/run/observed-run.ts';
import type { RunRecord } from '../../../lib/domain/run/run.ts';
import { type ChangeStart, newDetector } from '../../../lib/drift/detector-state.ts';
import { lookAround } from '../../../lib/monitor/judge/look-around.ts';
import { judgementOf, noDrift } from '../../helpers/judgements.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';

/** A run of a history: its hour, its place among those that were judged, and what else is so of it. */
interface Made {
  readonly hour: number;
  /** None of a run that was not judged, or by a version that kept no order. */
  readonly sequence?: number;
  readonly isOpen?: boolean;
  readonly endpoint?: string;
  readonly epoch?: number;
}

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();

/** Runs by name, and which of them a change that began with `earliest` is measured with, if `current` is judged now. */
async function around(
  made: Readonly<Record<string, Made>>,
  {
    recent,
    earliest,
    first = earliest,
    current,
  }: { recent: string[]; earliest: string; first?: string; current: string },
  broken: readonly string[] = [],
) {
  const stores = memoryStores();
  for (const [run, { hour, sequence, isOpen, endpoint = 'support', epoch = 1 }] of Object.entries(made)) {
    const plan = { run, endpoint, epoch, plannedAt: at(hour), seed: 's', tasks: [] };
    await stores.runs.open(plan);
    if (!isOpen) await stores.runs.close(run, { status: 'finished', finishedAt: at(hour) });
    if (sequence !== undefined) await stores.judgements.put({ ...judgementOf(plan, noDrift), sequence });
  }
  const numbered = (run: string): ChangeStart['run'] => ({
    run,
    at: at(made[run]?.hour ?? 0),
    number: recent.indexOf(run) + 1,
  });
  const state = { ...newDetector(), recent: recent.map(numbered) };
  const unreadable: string[] = [];
  const observe = async ({ run, plannedAt, planned }: RunRecord): Promise<ObservedRun> => {
    if (broken.includes(run)) throw new UnreadableError(`run ${run}: missing`);
    return { run, at: plannedAt, goldens: new Map(), identity: [], planned, failed: 0 };
  };
  const record = (await stores.runs.get(current)) as RunRecord;
  const look = lookAround(
    record,
    () => state,
    stores,
    observe,
    (run) => unreadable.push(run),
  );
  const change = { run: numbered(first), earliest: numbered(earliest), latest: numbered(first) };
  const { before, after } = await look(change);
  const names = (runs: readonly ObservedRun[]) => runs.map(({ run }) => run);
  return { before: names(before), after: names(after), unreadable };
}

const hours = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const named = (list: readonly number[]) =>
  Object.fromEntries(list.map((hour) => [`r${hour}`, { hour, sequence: hour }]));

describe('the runs that a change is measured with', () => {
  it('are those that were judged before it could have begun, and those since it likely did', async () => {
    const { before, after } = await around(named(hours(1, 11)), {
      recent: ['r5', 'r6', 'r7', 'r8', 'r9', 'r10'],
      earliest: 'r6',
      first: 'r8',
      current: 'r10',
    });
    expect(before).toEqual(['r1', 'r2', 'r3', 'r4', 'r5']);
    expect(after).toEqual(['r8', 'r9', 'r10']); // r6 and r7 may be either
  });

  it('hold the run that is judged now, of which the detector has not heard', async () => {
    const made = { ...named(hours(1, 5)), r5: { hour: 5 } };
    const { after } = await around(made, { recent: ['r4'], earliest: 'r4', current: 'r5' });
    expect(after).toEqual(['r4', 'r5']);
  });

  it('are 48 before and 32 since, the newest of each', async () => {
    const recent = hours(60, 100).map((hour) => `r${hour}`);
    const { before, after } = await around(named(hours(1, 100)), { recent, earliest: 'r60', current: 'r99' });
    expect([before.length, before[0], before.at(-1)]).toEqual([48, 'r12', 'r59']);
    expect([after.length, after[0], after.at(-1)]).toEqual([32, 'r68', 'r99']);
  });

  it('are of this endpoint and this epoch, and over', async () => {
    const made = {
      ...named(hours(1, 6)),
      open: { hour: 2, sequence: 2, isOpen: true },
      elsewhere: { hour: 2, sequence: 2, endpoint: 'triage' },
      other: { hour: 2, sequence: 2, epoch: 2 },
    };
    const { before } = await around(made, { recent: ['r4', 'r5'], earliest: 'r4', current: 'r5' });
    expect(before).toEqual(['r1', 'r2', 'r3']);
  });

  it('go by the order of judging, where a clock that was set back dated changed runs before the change', async () => {
    const made = { ...named(hours(1, 6)), back: { hour: 2, sequence: 7 }, later: { hour: 3, sequence: 8 } };
    const { before, after } = await around(made, {
      recent: ['r4', 'r5', 'back'],
      earliest: 'r4',
      current: 'later',
    });
    expect(before).toEqual(['r1', 'r2', 'r3']);
    expect(after).toEqual(['r4', 'r5', 'back', 'later']);
  });

  it('leave out a run that was dated earlier and never judged', async () => {
    const made = { ...named(hours(1, 5)), forgotten: { hour: 2 } };
    const { before } = await around(made, { recent: ['r4'], earliest: 'r4', current: 'r4' });
    expect(before).toEqual(['r1', 'r2', 'r3']);
  });

  it('of which outputs are missing are told, and left out on both sides', async () => {
    const situation = { recent: ['r4', 'r5'], earliest: 'r4', current: 'r5' };
    const { before, after, unreadable } = await around(named(hours(1, 6)), situation, ['r2', 'r4']);
    expect([before, after]).toEqual([['r1', 'r3'], ['r5']]);
    expect(unreadable.sort()).toEqual(['r2', 'r4']);
  });
});
