import { describe, expect, it } from 'vitest';
import { failedDraws } from '../../lib/domain/run/failed-draws.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import { headline } from '../../lib/report/model/headline.ts';
import { buildReportModel } from '../../lib/report/model/report-model.ts';
import { failedCallLines, failureWords } from '../../lib/report/terminal/failed-calls.ts';
import { historyLines, historyRows } from '../../lib/report/terminal/history-view.ts';
import { showLines } from '../../lib/report/terminal/show-view.ts';
import { statusLines } from '../../lib/report/terminal/status-view.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';
import { factOf } from '../helpers/judgements.ts';
import { scenario, scenarios } from './scenarios.ts';

const model = (name: keyof typeof scenarios) => buildReportModel(scenario(name));

describe('status', () => {
  it('tells every endpoint in a line, as in fixtures/status.txt', async () => {
    const models = (Object.keys(scenarios) as (keyof typeof scenarios)[]).map(model);
    await expect(plainText(statusLines(models))).toMatchFileSnapshot('fixtures/status.txt');
  });

  it('fits into 80 columns, without the model if need be, and breaks warnings', () => {
    const report = scenario('quiet');
    const silent = buildReportModel({ ...report, generatedAt: '2026-11-25T00:00:00.000Z' });
    const lines = plainText(statusLines([silent, model('drift')], 80))
      .trimEnd()
      .split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines[0]).toMatch(/^ENDPOINT +STATE +DETAIL +LAST RUN$/);
    expect(lines.join('\n')).toMatch(/\n! triage-claude: The monitor is silent: .*\n {2}\S/);
  });

  it('puts the warning of a silent monitor below', () => {
    const report = scenario('quiet');
    const silent = buildReportModel({ ...report, generatedAt: '2026-11-25T00:00:00.000Z' });
    expect(plainText(statusLines([silent]))).toMatch(
      /\n\n! triage-claude: The monitor is silent: the last run was 4 d ago/,
    );
  });
});

describe('the last run of a baseline', () => {
  it('is said to be learned, and needs nothing more', () => {
    const report = scenario('learning');
    const last = report.judgements.at(-1) as Judgement;
    if (last.verdict.kind !== 'inconclusive') throw new Error('the scenario is learning');
    last.verdict.needed = { runs: 0, drawsPerRun: 28 };
    const learned = buildReportModel(report);
    expect(plainText(statusLines([learned]))).toMatch(/inconclusive: just learned +the next run is judged/);
    expect(headline(learned).sentence).toBe('The baseline is learned. The next run is judged.');
    expect(plainText(showLines(learned, last.run) ?? [])).toContain('The baseline is learned.');
  });
});

describe('history on a narrow terminal', () => {
  it.each([
    [125, /^TIME +RUN +EPOCH/],
    [95, /^RUN +EPOCH +VERDICT.*EFFECT$/],
    [88, /^RUN +VERDICT.*EFFECT$/],
    [70, /^RUN +VERDICT +EVIDENCE +ANSWERS$/],
  ])('fits into %d columns', (width, head) => {
    const lines = plainText(historyLines(model('drift'), 5, width))
      .trimEnd()
      .split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines[0]).toMatch(head);
  });
});

describe('warnings', () => {
  /** The quiet endpoint, with something about its newest run. */
  const newest = (change: (last: Judgement) => void) => {
    const report = scenario('quiet');
    change(report.judgements.at(-1) as Judgement);
    return headline(buildReportModel(report)).warnings.join('\n');
  };

  it('name strong facts that no verdict shows, and no weak ones', () => {
    const facts = ({ run }: Judgement) => [
      factOf('reported-model', { runs: [run] }),
      factOf('prompt-tokens', { golden: 'a', runs: [run] }),
    ];
    expect(newest((last) => last.evidence.facts.push(...facts(last)))).toContain(
      'Not what it was, as a fact and not by statistics: reported model, prompt tokens;',
    );
    // Later runs do not repeat it: the one that told it is named.
    const report = scenario('quiet');
    const told = report.judgements.at(-3) as Judgement;
    told.evidence.facts.push(factOf('reported-model', { runs: [told.run] }));
    expect(headline(buildReportModel(report)).warnings.join()).toContain(
      `reported model; pinwatch show ${told.run} says more.`,
    );
    const weak = ({ run }: Judgement) => factOf('finish-reason', { trust: 'weak', runs: [run] });
    expect(newest((last) => last.evidence.facts.push(weak(last)))).not.toContain('Not what it was');
  });

  it('leave facts to the alarm, and to the epoch that they were found in', () => {
    const report = scenario('quiet');
    const last = report.judgements.at(-1) as Judgement;
    last.evidence.facts.push(factOf('reported-model', { runs: [last.run] }));
    const warned = buildReportModel(report);
    const state = (state: Partial<typeof warned.state>) =>
      headline({ ...warned, state: { ...warned.state, ...state } }).warnings.join();
    expect(state({})).toContain('Not what it was');
    expect(state({ kind: 'drift' })).not.toContain('Not what it was');
    expect(state({ epoch: 99 })).not.toContain('Not what it was');
  });

  it('tell of calls that failed where they are too many for the run to count', () => {
    const failing = { planned: 16, completed: 12, failed: 4 };
    const few = (counted: boolean) => newest((last) => Object.assign(last.evidence, failing, { counted }));
    expect(few(false)).toContain(
      '4 of 16 calls failed in the newest run; pinwatch show triage-claude says which and why.',
    );
    expect(few(true)).not.toContain('failed');
  });
});

describe('calls that failed', () => {
  const sample = (golden: string, error?: string): Sample => ({
    run: 'r',
    at: '2026-11-22T09:00:00.000Z',
    golden,
    repetition: 0,
    ...(error === undefined ? { text: 'hi' } : { error }),
  });

  it('are counted by golden and class, most often first', () => {
    const samples = [
      sample('a'),
      sample('a', 'timeout'),
      sample('b', 'invalid-request'),
      sample('b', 'invalid-request'),
      { ...sample('c'), failedAttempts: [{ at: '2026-11-22T09:00:00.000Z', error: 'overloaded' }] },
    ];
    const lines = plainText(failedCallLines(failedDraws(samples)))
      .trim()
      .split('\n');
    expect(lines.map((line) => line.trimEnd())).toEqual([
      'CALLS THAT FAILED  DRAWS  WHY              ANSWERED WHEN TRIED AGAIN',
      'b                    2/2  invalid-request',
      'a                    1/2  timeout',
      'c                    1/1  overloaded       yes',
    ]);
  });

  it('are no table where none did', () => {
    expect(failedCallLines(failedDraws([sample('a')]))).toEqual([]);
  });

  it.each<[object, string]>([
    [{ error: 'timeout' }, 'timeout'],
    [
      { error: 'invalid-request', failure: { status: 400, code: 'unsupported_parameter', param: 'seed' } },
      'invalid-request (400, unsupported_parameter, seed)',
    ],
    [{ error: 'rate-limited', attempts: 0 }, 'rate-limited (not sent)'],
  ])('are told with the words of the endpoint: %o', (failed, words) => {
    expect(failureWords({ ...sample('a'), ...failed })).toBe(words);
  });
});

describe('a model that retires', () => {
  const retiring = (retiresAt: string) =>
    buildReportModel({
      ...scenario('quiet'),
      generatedAt: '2026-11-22T09:00:00.000Z',
      notice: { target: 't', askedAt: '2026-11-22T08:00:00.000Z', retiresAt },
    });

  it('is warned of by status and by the headline, 90 days ahead and no earlier', () => {
    const { warnings } = headline(retiring('2026-12-15'));
    expect(warnings[0]).toMatch(/ retires in 23 days, on 15 Dec 2026\. /);
    expect(plainText(statusLines([retiring('2026-12-15')]))).toContain(`! triage-claude: ${warnings[0]}`);
    const answered = { target: 't', askedAt: '2026-11-22T08:00:00.000Z', answeredRetiresAt: '2026-12-15' };
    expect(headline({ ...retiring('2027-02-20'), notice: answered }).warnings[0]).toMatch(/ retires in 23 days, /);
    expect(headline(retiring('2027-02-20')).warnings[0]).toMatch(/ retires in 90 days, /);
    expect(headline(retiring('2027-02-21')).warnings.join()).not.toContain('retires');
  });
});

describe('a run that the budget cut short', () => {
  const cutShort = () => {
    const report = model('quiet');
    const runs = report.runs.map((run, i) =>
      i === 0 && run.record !== undefined
        ? { ...run, record: { ...run.record, status: 'closed' as const, closedBecause: 'budget' as const } }
        : run,
    );
    return { ...report, runs };
  };

  it('says so in history and in show', () => {
    const report = cutShort();
    expect(plainText(historyLines(report))).toMatch(/ \(over budget\)/);
    const [first] = report.runs;
    const shown = plainText(showLines(report, first?.run as string) ?? []);
    expect(shown.replaceAll(/\s+/g, ' ')).toContain('not made to its end, as a budget has no more for it');
  });
});

describe('history', () => {
  it('lists the newest runs first, as in fixtures/history.txt', async () => {
    await expect(plainText(historyLines(model('drift'), 12))).toMatchFileSnapshot('fixtures/history.txt');
  });

  it('lists all runs, or as many as there are', () => {
    expect(historyRows(model('learning'))).toHaveLength(9);
    expect(historyRows(model('learning'), 100)).toHaveLength(9);
    expect(historyRows(model('learning'), 2)[0]?.run).toBe(model('learning').runs[8]?.run);
  });

  it('says of a run that nobody has judged that it is not judged', () => {
    const report = scenario('learning');
    const open = { ...report, judgements: report.judgements.slice(0, -1) };
    expect(historyRows(buildReportModel(open), 1)[0]).toMatchObject({ verdict: 'not judged (finished)', evidence: '' });
  });
});

describe('show', () => {
  it('tells everything about the run that alarmed, as in fixtures/show.txt', async () => {
    const drift = model('drift');
    const lines = showLines(drift, drift.state.alarm?.run ?? '');
    await expect(plainText(lines ?? [])).toMatchFileSnapshot('fixtures/show.txt');
  });

  it('says what it takes where nothing could be said', () => {
    const unreachable = model('unreachable');
    const said = plainText(showLines(unreachable, unreachable.runs.at(-1)?.run ?? '') ?? []);
    expect(said).toContain('INCONCLUSIVE: NO ANSWERS');
    expect(said).toContain('A run takes at least 23 answers to count.');
    expect(said).toContain('3 of 28, 25 failed calls; too few to count as evidence');
  });

  it('lists every fact of the run, weak ones too', () => {
    const report = scenario('quiet');
    const last = report.judgements.at(-1) as Judgement;
    const facts = ['a', 'b', 'c', 'd'].map((golden) => factOf('prompt-tokens', { golden, now: `now-${golden}` }));
    last.evidence.facts = [...facts, factOf('finish-reason', { trust: 'weak', now: 'length' })];
    const said = plainText(showLines(buildReportModel(report), last.run) ?? []);
    for (const now of ['now-a', 'now-b', 'now-c', 'now-d', 'length']) expect(said).toContain(`as ever → ${now}`);
  });

  it('knows no run that is not there', () => {
    expect(showLines(model('quiet'), 'other')).toBeUndefined();
  });
});
