import { describe, expect, it } from 'vitest';
import { pagerDutyEvent } from '../../../lib/alerts/pagerduty.ts';
import { slackMessage } from '../../../lib/alerts/slack.ts';
import type { Alert } from '../../../lib/domain/verdict/alert.ts';
import { acceptBaseline } from '../../../lib/monitor/judge/accept-baseline.ts';
import { deliverAlerts } from '../../../lib/monitor/tell/deliver-alerts.ts';
import { keepInGroup } from '../../../lib/monitor/tell/groups.ts';
import { toldMembers } from '../../../lib/monitor/tell/told-members.ts';
import { drift } from '../../helpers/judgements.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';
import { TestClock } from '../../helpers/test-clock.ts';
import { watchedFleet } from '../../helpers/watched-fleet.ts';

const kindsOf = (sent: readonly Alert[]) => sent.map(({ kind, group }) => `${kind} ${group?.members.length ?? 1}`);

describe('one change at several endpoints', () => {
  it('names who shows it, is one thread, and says within which hours it began', async () => {
    const { sent, hour } = watchedFleet(3);
    for (let made = 0; made < 3; made++) await hour();
    for (let made = 0; made < 2; made++) await hour({ verdict: drift });
    const last = sent.at(-1) as Alert;
    expect(last.group?.members.map(({ endpoint }) => endpoint)).toEqual(['desk-001', 'desk-002', 'desk-003']);
    const page = pagerDutyEvent(last, { routingKey: 'R0' });
    expect(page.dedup_key).toBe(last.group?.id);
    expect(page.payload).toMatchObject({
      summary: expect.stringMatching(/ at 3 endpoints \(major\): desk-001, desk-002, desk-003/),
    });
    const text = JSON.stringify(slackMessage(last));
    expect(text).toContain('3 endpoints: desk-001, desk-002, desk-003 (pinned-1 at fake)');
    expect(text).toMatch(/began within 22 Nov 2026, \d\d:\d\d to \d\d:\d\d UTC/);
  });

  it('is one incident each where the changes began at different times', async () => {
    const fleet = watchedFleet(2);
    for (let hour = 0; hour < 3; hour++) await fleet.hour();
    await fleet.hour((i) => (i === 0 ? { verdict: drift } : {}));
    await fleet.hour((i) => (i === 0 ? { verdict: drift } : {}));
    await fleet.hour({ verdict: drift });
    expect(kindsOf(fleet.sent)).toEqual(['opened 1', 'opened 1']);
    expect(new Set(fleet.sent.map(({ endpoint }) => endpoint.id)).size).toBe(2);
  });

  it('is over when it is over at all of them', async () => {
    const fleet = watchedFleet(3);
    for (let hour = 0; hour < 3; hour++) await fleet.hour();
    await fleet.hour({ verdict: drift });
    await fleet.hour((i) => (i === 0 ? {} : { verdict: drift }));
    expect(kindsOf(fleet.sent)).toEqual(['opened 1', 'updated 2', 'updated 3']);
    await acceptBaseline(fleet.endpoints[1] as never, { by: 'ana', why: 'fine' }, fleet.deps);
    expect(fleet.sent, 'it goes on at one').toHaveLength(3);
    await fleet.hour();
    expect(kindsOf(fleet.sent.slice(3))).toEqual(['resolved 3']);
  });

  it('is told to a sink that was down all the while as it is by then', async () => {
    const late: Alert[] = [];
    let isDown = true;
    const sinks = new Map([
      ['late', { send: async (alert: Alert) => (isDown ? Promise.reject(new Error('down')) : void late.push(alert)) }],
    ]);
    const fleet = watchedFleet(3, { sinks });
    for (let hour = 0; hour < 3; hour++) await fleet.hour();
    await fleet.hour({ verdict: drift });
    isDown = false;
    await fleet.hour({ verdict: drift });
    expect(kindsOf(late)).toEqual(['opened 3']);
  });

  it('is told without waiting where nobody else is about to be judged', async () => {
    const fleet = watchedFleet(5);
    for (let hour = 0; hour < 3; hour++) await fleet.hour();
    for (const endpoint of fleet.endpoints) await fleet.run(endpoint, { verdict: drift });
    expect(kindsOf(fleet.sent)).toEqual(['opened 1', 'updated 2']);
    for (const endpoint of fleet.endpoints) await deliverAlerts(endpoint, { ...fleet.deps, allJoined: true });
    expect(kindsOf(fleet.sent.slice(2))).toEqual(['updated 5']);
  });
});

describe('a group', () => {
  const at = (minutes: number) => new Date(Date.parse('2026-11-22T09:00:00.000Z') + minutes * 60_000).toISOString();
  const subject = (id: string, after = 0, until = 60, active = true) => ({
    ...{ subject: id, endpoint: id, provider: 'fake', model: 'm', about: 'change', active },
    onset: { after: at(after), until: at(until) },
  });

  it('is one and the same whoever writes at the same moment', async () => {
    const deps = { stores: memoryStores(), clock: new TestClock() };
    const names = Array.from({ length: 20 }, (_, i) => `e-${i}`);
    const groups = await Promise.all(names.map((name) => keepInGroup(subject(name), deps)));
    expect(new Set(groups.map((group) => group?.id)).size).toBe(1);
    const again = await keepInGroup(subject('e-3'), deps);
    expect(again?.members.map(({ subject: id }) => id).sort()).toEqual(names.sort());
    expect(await deps.stores.groups.list({})).toHaveLength(20);
  });

  it('gives up where somebody else always writes first', async () => {
    const stores = memoryStores();
    let tries = 0;
    const groups = new Proxy(stores.groups, {
      get: (target, key) =>
        key === 'add'
          ? async () => ++tries > 5000 && Promise.reject(new Error('for ever'))
          : Reflect.get(target, key).bind(target),
    });
    const deps = { stores: { groups }, clock: new TestClock() };
    await expect(keepInGroup(subject('a'), deps)).rejects.toThrow('somebody else wrote them 1000 times in between');
  });

  it('has nothing to say of a member that joined two hours ago and goes on, unless there is news of it', async () => {
    const deps = { stores: memoryStores(), clock: new TestClock() };
    await keepInGroup(subject('a'), deps);
    await keepInGroup(subject('b'), deps);
    deps.clock.advance(2 * 3_600_000);
    expect((await keepInGroup(subject('b'), deps))?.id).toBe('a');
    deps.clock.advance(1);
    expect(await keepInGroup(subject('b'), deps)).toBeUndefined();
    expect((await keepInGroup({ ...subject('b'), hasNews: true }, deps))?.id).toBe('a');
    expect((await keepInGroup(subject('a'), deps))?.id, 'who founded it speaks for it').toBe('a');
    expect((await keepInGroup(subject('b', 0, 60, false), deps))?.members.map(({ active }) => active)).toEqual([
      true,
      false,
    ]);
  });

  it('takes in only what can have begun when all the others did', async () => {
    const deps = { stores: memoryStores(), clock: new TestClock() };
    await keepInGroup(subject('a', 0, 60), deps);
    expect((await keepInGroup(subject('b', 50, 90), deps))?.id).toBe('a');
    expect((await keepInGroup(subject('c', 0, 50), deps))?.id, 'with a, but not with b').toBe('c');
    expect((await keepInGroup({ ...subject('d', 50, 60), about: 'condition silent' }, deps))?.id).toBe('d');
    await keepInGroup(subject('a', 0, 60, false), deps);
    await keepInGroup(subject('b', 50, 90, false), deps);
    expect((await keepInGroup(subject('e', 50, 60), deps))?.id, 'the other group is over').toBe('e');
    const back = await keepInGroup(subject('b', 50, 90), deps);
    expect(back).toMatchObject({
      id: 'a',
      members: [
        { subject: 'a', active: false },
        { subject: 'b', active: true },
      ],
    });
  });

  it('is told in steps: the first, the second, then all that joined in a quarter of an hour', () => {
    const members = (...minutes: number[]) => ({
      members: minutes.map((m) => ({ ...subject(`e-${m}`), joinedAt: at(m) })),
    });
    const told = (group: ReturnType<typeof members>, now: number) => toldMembers(group, new Date(at(now)));
    expect(told(members(0), 0)).toBe(1);
    expect(told(members(0, 1), 1)).toBe(2);
    expect(told(members(0, 1, 2, 3), 3)).toBe(2);
    expect(told(members(0, 1, 2, 3), 17)).toBe(4);
    expect(told(members(0, 1, 2, 3, 18), 18), 'the next ones wait anew').toBe(4);
    expect(told(members(0, 1, 2, 3, 18), 33)).toBe(5);
    expect(toldMembers(members(0, 1, 2), new Date(at(2)), { allJoined: true })).toBe(3);
  });
});
