import { describe, expect, it } from 'vitest';
import { reportJson } from '../../lib/report/model/report-json.ts';
import { buildReportModel } from '../../lib/report/model/report-model.ts';
import { scenario } from './scenarios.ts';

describe('reportJson', () => {
  const model = buildReportModel(scenario('drift'));
  const report = JSON.parse(reportJson(model));

  it('names its schema and says what the page says', () => {
    expect(report).toMatchObject({
      schema: 'report/1',
      endpoint: { id: 'support-gpt41', model: 'gpt-4.1-2025-04-14' },
      state: { kind: 'drift', epoch: 1, alarmRun: model.state.alarm?.run },
      explanation: { effect: { estimate: 0.31, low: 0.24, high: 0.38 } },
      incidents: [{ status: 'open' }],
    });
    expect(report.runs).toHaveLength(151);
    expect(report.runs[144].channels[0]).toMatchObject({ channel: 'text', logThreshold: Math.log(8760 * 6) });
  });

  it('keeps its keys: a reader of report/1 finds them', () => {
    expect(Object.keys(report)).toEqual([
      'schema',
      'generatedAt',
      'endpoint',
      'budget',
      'state',
      'verdict',
      'explanation',
      'totals',
      'epochs',
      'incidents',
      'conditions',
      'facts',
      'isCut',
      'runs',
    ]);
  });

  it('gives the same bytes for the same history', () => {
    expect(reportJson(buildReportModel(scenario('drift')))).toBe(reportJson(model));
  });

  it('leaves out customer data and old runs when asked to', () => {
    expect(reportJson(model)).toContain('Billing Department');
    const short = reportJson(model, { examples: false, lastRuns: 3 });
    expect(short).not.toContain('Billing Department');
    expect(JSON.parse(short).runs.map(({ run }: { run: string }) => run)).toEqual(
      model.runs.slice(-3).map(({ run }) => run),
    );
    expect(JSON.parse(reportJson(model, { lastRuns: 1000 })).runs).toHaveLength(151);
  });
});
