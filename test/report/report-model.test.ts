import { describe, expect, it } from 'vitest';
import { seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';
import { buildReportModel } from '../../lib/report/model/report-model.ts';
import { scenario } from './scenarios.ts';

describe('buildReportModel', () => {
  const drift = buildReportModel(scenario('drift'));

  it('puts runs in order of time, whatever order they came in', () => {
    const report = scenario('drift');
    const random = seededRandom('order');
    const shuffled = {
      ...report,
      runs: shuffleInPlace([...report.runs], random),
      judgements: shuffleInPlace([...report.judgements], random),
      incidents: shuffleInPlace([...report.incidents], random),
      epochs: shuffleInPlace([...report.epochs], random),
    };
    expect(buildReportModel(shuffled).runs.map(({ run }) => run)).toEqual(drift.runs.map(({ run }) => run));
    expect(buildReportModel(shuffled).state).toEqual(drift.state);
  });

  it('has a point a run for every channel, with a hole where a run gave no evidence', () => {
    expect(drift.channels.map(({ channel }) => channel)).toEqual(['text', 'logprobs']);
    for (const { points } of drift.channels) {
      expect(points).toHaveLength(151);
      expect(points[63]).toBeUndefined();
      expect(points[65]).toBeDefined();
    }
  });

  it('marks what was learned, when an incident opened, and since when it lasts', () => {
    expect(drift.epochs).toMatchObject([{ from: 0, to: 150, judgedFrom: 24 }]);
    const [incident] = drift.incidents;
    expect(incident?.since).toEqual({ index: 142, earliest: 141, latest: 143 });
    expect(drift.runs[incident?.opened ?? 0]?.alarms).toContain('text');
    expect(incident?.last).toBe(150);
  });

  it('marks an alarm at the channel that crossed its threshold, though the verdict names the part that moved', () => {
    const report = scenario('drift');
    const renamed = report.judgements.map((judgement) => {
      const { verdict } = judgement;
      if (verdict.kind !== 'drift-detected') return judgement;
      const alarms = verdict.alarms.map((alarm) => ({ ...alarm, channel: 'properties' }));
      return { ...judgement, verdict: { ...verdict, alarms } };
    });
    const { runs, incidents } = buildReportModel({ ...report, judgements: renamed });
    expect(runs[incidents[0]?.opened ?? 0]?.alarms).toContain('text');
  });

  it('sums up calls and tokens, and says how many runs did not count', () => {
    expect(drift.totals).toMatchObject({
      planned: 151 * 28,
      completed: 149 * 28 + 6,
      failed: 50,
      judged: 151,
      notCounted: 2,
    });
    expect(drift.totals.outputTokens).toBe(64 * drift.totals.completed);
  });

  it('tells each fact once, with all runs that showed it', () => {
    expect(drift.facts.map(({ fact }) => fact.kind).sort()).toEqual(['fingerprint', 'prompt-tokens']);
    expect(drift.facts[0]?.indices).toEqual([142, 143, 144, 145, 146, 147, 148, 149, 150]);
  });

  it('counts an hourly endpoint as 8,760 runs a year', () => {
    expect(drift.budget).toEqual({ falseAlarmsPerYear: 1, everySeconds: 3600, runsPerYear: 8760 });
  });

  it('keeps runs that wait for the judge, and judgements whose run has expired', () => {
    const report = scenario('quiet');
    const model = buildReportModel({
      ...report,
      runs: report.runs.slice(1),
      judgements: report.judgements.slice(0, -1),
    });
    expect(model.runs).toHaveLength(120);
    expect(model.runs[0]).not.toHaveProperty('record');
    expect(model.runs.at(-1)).not.toHaveProperty('judgement');
  });
});

describe('the state of an endpoint', () => {
  it.each([
    ['drift', 'drift', 1],
    ['quiet', 'no-drift', 1],
    ['learning', 'inconclusive', 1],
    ['unreachable', 'inconclusive', 1],
    ['accepted', 'no-drift', 2],
  ] as const)('of the history "%s" is %s', (name, kind, epoch) => {
    expect(buildReportModel(scenario(name)).state).toMatchObject({ kind, epoch });
  });

  it('stays drift while its incident is open, though the newest run alone says nothing', () => {
    const report = scenario('drift');
    const cut = report.judgements.findLastIndex(({ verdict }) => verdict.kind === 'no-drift-detected') + 1;
    const earlier = { ...report, runs: report.runs.slice(0, cut), judgements: report.judgements.slice(0, cut) };
    const { state } = buildReportModel(earlier);
    expect(state.latest?.verdict.kind).toBe('no-drift-detected');
    expect(state.kind).toBe('drift');
    expect(state.alarm?.run).toBe(report.incidents[0]?.openedByRun);
    expect(state.explained?.explanation).toBeDefined();
  });

  it('is waiting before the first judgement and after a baseline was accepted', () => {
    const report = scenario('accepted');
    const before = report.judgements.filter(({ epoch }) => epoch === 1);
    expect(buildReportModel({ ...report, runs: [], judgements: [], epochs: [], incidents: [] }).state).toEqual({
      kind: 'waiting',
      epoch: 0,
    });
    expect(buildReportModel({ ...report, runs: report.runs.slice(0, 84), judgements: before }).state).toEqual({
      kind: 'waiting',
      epoch: 2,
    });
  });

  it('tells a suspicion and an effect under the floor from quiet', () => {
    const report = scenario('quiet');
    const last = report.judgements.at(-1);
    if (last === undefined) throw new Error('the history is not empty');
    const verdict = { kind: 'no-drift-detected', suspected: true, earliestAlarmRuns: 3 } as const;
    const belowEffectFloor = { estimate: 0.02, low: 0.01, high: 0.03 };
    const withVerdict = (changed: typeof last.verdict) =>
      buildReportModel({ ...report, judgements: [...report.judgements.slice(0, -1), { ...last, verdict: changed }] })
        .state.kind;
    expect(withVerdict(verdict)).toBe('suspected');
    expect(withVerdict({ ...verdict, suspected: false, belowEffectFloor })).toBe('below-floor');
  });
});
