import { describe, expect, it } from 'vitest';
import { type BlindCause, Condition } from '../../../lib/domain/verdict/condition.ts';
import type { Judgement } from '../../../lib/domain/verdict/judgement.ts';
import { type Assessed, assess } from '../../../lib/monitor/conditions/assess.ts';
import { type RunSight, sightOf } from '../../../lib/monitor/conditions/run-sight.ts';
import { openRecord } from '../../../lib/stores/run-record.ts';
import { judgement, plan } from '../../contract/stored-records.ts';

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

describe('sightOf', () => {
  const record = { ...openRecord(plan('run-1')), status: 'finished' as const, completed: 3, failed: 1 };
  const covering = (...unjudged: { golden: string; why: string; failure?: string; learned?: object }[]) =>
    ({ ...judgement('run-1'), coverage: { unjudged } }) as unknown as Judgement;

  it('takes the word of a judgement that says what it does not cover', () => {
    const said = covering(
      { golden: 'story-07@0123456789ab', why: 'learning', learned: { runs: 3, of: 24 } },
      { golden: 'reply-01', why: 'failing', failure: 'never heard of' },
      { golden: 'refund', why: 'gone' },
    );
    expect(sightOf(record, said, []).goldens).toEqual([
      { golden: 'refund', why: 'gone' },
      { golden: 'reply-01', why: 'failing', class: 'unknown' },
      { golden: 'story-07', why: 'not-judged', learned: { runs: 3, of: 24 } },
    ]);
  });

  it('is a condition that can be stored, also where the run was not read again', () => {
    const learning = sightOf(record, covering({ golden: 'new', why: 'learning' }), []);
    const [condition] = lived(sights(learning, learning, learning)).at(-1) ?? [];
    expect(Condition.parse(condition)).toMatchObject({ kind: 'partly-blind', of: 1 });
  });

  it('tells of no golden that was taken out of the project', () => {
    const gone = sightOf(record, covering({ golden: 'refund', why: 'gone' }), []);
    expect(lived(sights(gone, gone, gone, gone)).flat()).toEqual([]);
  });
});

describe('assess', () => {
  it.each([
    ['not-judged', 'unjudged', 'open'],
    ['failing', 'unjudged', 'resolved'],
    ['not-judged', 'judged', 'resolved'],
  ] as const)('of a golden that was %s keeps the condition %s run is to say nothing of it: %s', (why, saw, status) => {
    const trouble = { goldens: [{ golden: 'refund', why }] };
    const states = lived(
      sights(trouble, trouble, trouble, { saw, ...(saw === 'unjudged' ? { cause: 'other' as const } : {}) }),
    );
    expect(states.at(-1)?.map((one) => one.kind)).toEqual(status === 'open' ? ['partly-blind'] : []);
  });

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

  it('keeps an endpoint unreachable while hardly any call gets through, and says that some do', () => {
    const unreached = {
      saw: 'unreached',
      planned: 64,
      completed: 0,
      failures: [{ class: 'timeout', calls: 64 }],
    } as const;
    const few = { ...blind('too-few-answers'), planned: 64, failures: [{ class: 'timeout', calls: 63 }] } as const;
    const half = { ...few, completed: 32, failures: [{ class: 'timeout', calls: 32 }] } as const;
    const states = lived(sights(unreached, unreached, unreached, few, unreached, few, half, few));
    const open = states.map((conditions) => conditions.map(({ kind }) => kind).join());
    expect(open).toEqual(['', '', ...Array(4).fill('unreachable'), 'blind', 'blind']);
    expect(states[3]).toMatchObject([{ revision: 1, answered: { completed: 1, planned: 64 } }]);
    expect(states[5], 'said once').toMatchObject([{ revision: 1 }]);
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
