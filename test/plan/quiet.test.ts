import { describe, expect, it } from 'vitest';
import { MaintenanceWindow, occurrences } from '../../lib/domain/project/maintenance.ts';
import type { Action } from '../../lib/domain/verdict/action.ts';
import { quietAt, tellFrom } from '../../lib/plan/quiet.ts';

const window = (more: object) => MaintenanceWindow.parse({ name: 'deploys', ...more });
const times = (found: readonly { from: Date; until: Date }[]) => found.map((one) => one.from.toISOString());

describe('a maintenance window', () => {
  it('that recurs is read by the clock of its time zone, in summer and in winter', () => {
    const weekly = window({ cron: '0 22 * * SAT', for: '2h', timeZone: 'Europe/Berlin' });
    const found = occurrences(weekly, new Date('2026-10-17T00:00:00Z'), new Date('2026-11-02T00:00:00Z'));
    expect(times(found)).toEqual(['2026-10-17T20:00:00.000Z', '2026-10-24T20:00:00.000Z', '2026-10-31T21:00:00.000Z']);
  });

  it('that goes on is found, and one that is over is not', () => {
    const nightly = window({ cron: '30 1 * * *', for: '90m' });
    const at = (clock: string) => {
      const time = new Date(`2026-11-22T${clock}:00Z`);
      return times(occurrences(nightly, time, time));
    };
    expect(at('01:29')).toEqual([]);
    expect(at('01:30')).toEqual(['2026-11-22T01:30:00.000Z']);
    expect(at('02:59')).toEqual(['2026-11-22T01:30:00.000Z']);
    expect(at('03:00')).toEqual([]);
  });

  it.each([
    [{ cron: '61 * * * *', for: '1h' }, /cron pattern of five fields/],
    [{ cron: '* * * * * *', for: '1h' }, /cron pattern of five fields/],
    [{ cron: '0 0 30 2 *', for: '1h' }, /cron pattern of five fields/],
    [{ cron: '0 22 * * SAT', for: '8d' }, /at most 7d/],
    [{ cron: '0 22 * * SAT', for: '1h', timeZone: 'Berlin' }, /time zone/],
    [{ from: '2026-11-22T02:00:00Z', until: '2026-11-22T01:00:00Z' }, /end after its beginning/],
  ])('%o is refused', (more, why) => {
    expect(JSON.stringify(MaintenanceWindow.safeParse({ name: 'deploys', ...more }).error?.issues)).toMatch(why);
  });
});

describe('an endpoint', () => {
  const at = (clock: string) => new Date(`2026-11-22T${clock}:00Z`);
  const iso = (clock: string) => at(clock).toISOString();
  const by = { endpoint: 'support', by: 'ana', why: 'migration' };
  const silenced = (number: number, from: string, until: string): Action => ({
    ...{ ...by, kind: 'silenced', number, at: iso(from), until: iso(until) },
  });
  const rules = (actions: Action[], maintenance: MaintenanceWindow[] = []) => ({
    ...{ endpoint: 'support', actions, maintenance },
  });

  it('is quiet while it is silenced, and until somebody ends that', () => {
    const silence = silenced(1, '09:00', '12:00');
    expect(quietAt(at('11:59'), rules([silence]))).toEqual({
      ...{ kind: 'silence', from: iso('09:00'), until: iso('12:00'), by: 'ana', why: 'migration' },
    });
    expect(quietAt(at('12:00'), rules([silence]))).toBeUndefined();
    const ended: Action = { ...by, kind: 'unsilenced', number: 2, at: iso('10:00') };
    expect(quietAt(at('09:30'), rules([silence, ended]))?.until).toBe(iso('10:00'));
    expect(quietAt(at('10:00'), rules([silence, ended]))).toBeUndefined();
    expect(quietAt(at('11:00'), rules([silence, ended, silenced(3, '10:30', '11:30')]))?.until).toBe(iso('11:30'));
  });

  it('is quiet in windows that name it, or no endpoint at all', () => {
    const here = window({ from: iso('09:00'), until: iso('10:00'), endpoints: ['support'] });
    expect(quietAt(at('09:30'), rules([], [here]))).toMatchObject({ kind: 'maintenance', name: 'deploys' });
    expect(quietAt(at('09:30'), { ...rules([], [here]), endpoint: 'triage' })).toBeUndefined();
    const all = window({ from: iso('09:00'), until: iso('10:00') });
    expect(quietAt(at('09:30'), { ...rules([], [all]), endpoint: 'triage' })).toBeDefined();
  });

  it('is told afterwards of everything since the quiet began, however long it was', () => {
    const dayMs = 86_400_000;
    expect(tellFrom(at('13:00'), dayMs, rules([])).toISOString()).toBe('2026-11-21T13:00:00.000Z');
    const long = { ...silenced(1, '09:00', '12:00'), at: '2026-10-01T00:00:00.000Z' };
    expect(tellFrom(at('13:00'), dayMs, rules([long])).toISOString()).toBe('2026-10-01T00:00:00.000Z');
    const before = window({ from: '2026-09-30T00:00:00Z', until: '2026-10-01T12:00:00Z' });
    expect(tellFrom(at('13:00'), dayMs, rules([long], [before])).toISOString()).toBe('2026-09-30T00:00:00.000Z');
  });
});
