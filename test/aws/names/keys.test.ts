import { describe, expect, it } from 'vitest';
import { objectKeys, openDrawsPrefix, openRunPrefix, prefixes } from '../../../lib/aws/names/object-keys.ts';
import { epochSortKey, itemKeys, sortKeyBounds } from '../../../lib/aws/names/runs-table.ts';

const at = '2026-11-22T09:00:00.000Z';

describe('keys of the table', () => {
  it('are what deployed tables hold: another spelling would hide every run that is stored', () => {
    expect(itemKeys.run('run-1')).toEqual({ pk: 'RUN#run-1', sk: 'RUN' });
    expect(itemKeys.openRun(at, 'run-1')).toEqual({ pk: 'OPEN', sk: `${at}#run-1` });
    expect(itemKeys.listedRun('support', at, 'run-1')).toEqual({ pk: 'ENDPOINT#support', sk: `RUN#${at}#run-1` });
    expect(itemKeys.judgementOfRun('run-1')).toEqual({ pk: 'RUN#run-1', sk: 'JUDGEMENT' });
    expect(itemKeys.listedJudgement('support', at, 'run-1').sk).toBe(`JUDGEMENT#${at}#run-1`);
    expect(itemKeys.detector('support')).toEqual({ pk: 'ENDPOINT#support', sk: 'DETECTOR' });
    expect(itemKeys.epoch('support', 12)).toEqual({ pk: 'ENDPOINT#support', sk: 'EPOCH#0000000012' });
    expect(itemKeys.incident('i-1')).toEqual({ pk: 'INCIDENT#i-1', sk: 'INCIDENT' });
    expect(itemKeys.listedIncident('support', 'i-1')).toEqual({ pk: 'ENDPOINT#support', sk: 'INCIDENT#i-1' });
    expect(itemKeys.action('support', 3)).toEqual({ pk: 'ENDPOINT#support', sk: 'ACTION#0000000003' });
    expect(itemKeys.groupEntry(12)).toEqual({ pk: 'GROUPS', sk: '0000000012' });
    expect(itemKeys.groupOf('i-1')).toEqual({ pk: 'GROUPED#i-1', sk: 'GROUP' });
    expect(itemKeys.condition('c-1')).toEqual({ pk: 'CONDITION#c-1', sk: 'CONDITION' });
    expect(itemKeys.listedCondition('support', at, 'c-1')).toEqual({
      pk: 'ENDPOINT#support',
      sk: `CONDITION#${at}#c-1`,
    });
    expect(itemKeys.openCondition('support', at, 'c-1')).toEqual({
      pk: 'OPEN-CONDITIONS',
      sk: `support#${at}#c-1`,
    });
    expect(itemKeys.alert('a-1')).toEqual({ pk: 'ALERT#a-1', sk: 'ALERT' });
    expect(itemKeys.account('2026-11')).toEqual({ pk: 'SPENT#2026-11', sk: 'ACCOUNT' });
    expect(itemKeys.modelNotice('abc')).toEqual({ pk: 'MODEL#abc', sk: 'NOTICE' });
  });

  it('lie between the bounds of their time and epoch and of no other', () => {
    const later = '2026-11-22T09:00:00.001Z';
    const within = (key: string, { low, high }: { low: string; high: string }) => key >= low && key <= high;
    const { sk } = itemKeys.listedRun('support', at, 'run-1');
    expect(within(sk, sortKeyBounds('RUN', {}))).toBe(true);
    expect(within(sk, sortKeyBounds('RUN', { from: at, until: later }))).toBe(true);
    expect(within(sk, sortKeyBounds('RUN', { from: later }))).toBe(false);
    expect(within(sk, sortKeyBounds('RUN', { until: at }))).toBe(false);
    expect(within(sk, sortKeyBounds('JUDGEMENT', {}))).toBe(false);
    const byEpoch = epochSortKey('RUN', 2, at, 'run-1');
    expect(within(byEpoch, sortKeyBounds('RUN', { epoch: 2, from: at }))).toBe(true);
    for (const epoch of [1, 3, 20]) expect(within(byEpoch, sortKeyBounds('RUN', { epoch }))).toBe(false);
  });
});

describe('keys of objects', () => {
  it('are what buckets, grants and partitions hold', () => {
    expect(objectKeys.samples('support', at, 'run-1')).toBe('samples/endpoint=support/date=2026-11-22/run-1.jsonl.gz');
    expect(objectKeys.draw('run-1', 'reply-01', 3)).toBe('open/run-1/draws/reply-01/3.json');
    expect(objectKeys.plan('run-1')).toBe('open/run-1/plan.json');
    expect(objectKeys.golden('abc')).toBe('goldens/abc.json');
    expect(objectKeys.body('detectors/support', 'write')).toBe('bodies/detectors/support/write.gz');
  });

  it('stay below their prefix whatever a run or a golden is called', () => {
    const odd = '../a/b c';
    expect(objectKeys.draw(odd, odd, 0)).toBe('open/..%2Fa%2Fb%20c/draws/..%2Fa%2Fb%20c/0.json');
    expect(objectKeys.draw(odd, odd, 0).startsWith(openDrawsPrefix(odd))).toBe(true);
    expect(objectKeys.plan(odd).startsWith(openRunPrefix(odd))).toBe(true);
    expect(openRunPrefix(odd).startsWith(prefixes.open)).toBe(true);
  });
});
