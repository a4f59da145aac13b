import { describe, expect, it } from 'vitest';
import type { BlindCause, Condition } from '../../../lib/domain/verdict/condition.ts';
import { type Assessed, assess } from '../../../lib/monitor/conditions/assess.ts';
import type { RunSight } from '../../../lib/monitor/conditions/run-sight.ts';

const rules = { endpoint: 'support', everySeconds: 3600, tellAfterRuns: 3, runs: [] };

/** Sights of runs an hour apart; what matters of each is given. */
function sights(...seen: Partial<RunSight>[]): RunSight[] {
  return seen.map((one, i) => ({
    run: `run-${i}`,
    at: `2026-11-22T${String(i).padStart(2, '0')}:00:00.000Z`,
    saw: 'judged',
    planned: 4,
    completed: 4,
    failures: [],
    goldens: [],
    of: 2,
    ...one,
  }));
}

/** What is open after each run, when every run is assessed as it comes. */
function lived(seen: readonly RunSight[]): Condition[][] {
  const stored = new Map<string, Condition>();
  return seen.map((_, i) => {
    const open = [...stored.values()].filter(({ status }) => status === 'open');
    const assessed: Assessed = { ...rules, sights: seen.slice(0, i + 1), open };
    for (const next of assess(assessed)) {
      expect(next.revision).toBe((stored.get(next.id)?.revision ?? -1) + 1);
      stored.set(next.id, next);
    }
    const after = { ...assessed, open: [...stored.values()].filter(({ status }) => status === 'open') };
    expect(assess(after), 'a second time there is nothing left to change').toEqual([]);
    return after.open;
  });
}

const blind = (cause: BlindCause) => ({ saw: 'unjudged', cause, completed: 1 }) as const;
const without = (...goldens: string[]) => ({
  goldens: goldens.map((golden) => ({ golden, why: 'failing' as const, class: 'timeout' })),
});

describe('assess', () => {
  it('takes another cause of blindness only when it has lasted as long', () => {
    const few = blind('too-few-answers');
    const states = lived(sights(few, few, few, blind('over-budget'), few, ...Array(3).fill(blind('over-budget'))));
    expect(states.map(([one]) => (one?.kind === 'blind' ? one.cause : undefined))).toEqual([
      undefined,
      undefined,
      ...Array(5).fill('too-few-answers'),
      'over-budget',
    ]);
    expect(states.at(-1)).toMatchObject([{ firstRun: 'run-0', run: 'run-7', revision: 1 }]);
  });

  it('counts a golden only over runs that were reached', () => {
    const unreached = { saw: 'unreached', completed: 0, failures: [{ class: 'timeout', calls: 4 }] } as const;
    const states = lived(sights(without('a'), unreached, without('a'), unreached, without('a', 'b')));
    expect(states.map((open) => open.map(({ kind }) => kind))).toEqual([[], [], [], [], ['partly-blind']]);
    expect(states.at(-1)).toMatchObject([{ firstRun: 'run-0', runs: 3, goldens: [{ golden: 'a' }] }]);
  });

  it('says one thing once: a run in which nothing can be judged is not partly blind as well', () => {
    const both = { ...blind('too-few-answers'), ...without('a') };
    expect(lived(sights(both, both, both, both)).at(-1)).toMatchObject([{ kind: 'blind', goldens: [{ golden: 'a' }] }]);
  });

  it('gives nothing where there is nothing to see', () => {
    expect(assess({ ...rules, sights: [], open: [] })).toEqual([]);
    expect(lived(sights({}, {}, {}, {})).flat()).toEqual([]);
  });
});
