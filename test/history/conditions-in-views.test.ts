import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../lib/cli/status.ts';
import { gatherReport } from '../../lib/history/gather-report.ts';
import { renderHtmlReport } from '../../lib/report/html/page.ts';
import { headline } from '../../lib/report/model/headline.ts';
import { reportJson } from '../../lib/report/model/report-json.ts';
import { buildReportModel } from '../../lib/report/model/report-model.ts';
import { historyLines } from '../../lib/report/terminal/history-view.ts';
import { showLines } from '../../lib/report/terminal/show-view.ts';
import { statusLines } from '../../lib/report/terminal/status-view.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';
import { allFail, livingEndpoint } from '../helpers/living-endpoint.ts';
import { conditionAlert } from '../report/example-conditions.ts';
import { markupProblems } from '../report/markup-check.ts';
import { scenario } from '../report/scenarios.ts';

const hours = 3_600_000;
const project = { falseAlarmsPerYear: 1, every: '1h', conditions: { tellAfterRuns: 3 } };

/** The views of an endpoint that was really run, judged and told of. */
function viewed() {
  const living = livingEndpoint();
  const { stores, endpoint, clock } = living;
  const model = () => gatherReport(endpoint, project, { stores, clock });
  const status = async () => plainText(statusLines([await model()], 80));
  return { ...living, model, status };
}

describe('status', () => {
  it('says of an endpoint that is unreachable that it is, since when, and what to do', async () => {
    const { runs, status, model } = viewed();
    await runs(7);
    expect(exitCodeOf([await model()])).toBe(0);
    await runs(4, allFail('not-found'));
    const said = await status();
    expect(said).toMatch(/\nsupport +refused +for 3 h +just now/);
    expect(said).toMatch(/\n! support: Refused since 22 Nov 2026 17:00 UTC: every call was refused as not\n {2}found/);
    expect(said).toContain('pinwatch models lists');
    expect(said.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(exitCodeOf([await model()])).toBe(3);
  });

  it('does not praise an endpoint at which no runs are made, although nobody has stored that', async () => {
    const { runs, run, status, model, clock, stored } = viewed();
    await runs(7);
    clock.advance(3 * hours);
    expect(await status()).toContain('no drift detected');
    clock.advance(48 * hours);
    const said = await status();
    expect(said).toMatch(/\nsupport +silent +for 2 d 2 h +2 d 3 h ago/);
    expect(said).not.toContain('no drift');
    expect(said.replace(/\s+/g, ' ')).toContain('! support: Silent since 22 Nov 2026 17:00 UTC: no run was made after');
    expect(said, 'once').not.toContain('The monitor is silent');
    expect(exitCodeOf([await model()])).toBe(3);
    expect(await stored(), 'a look stores nothing').toEqual([]);
    await run();
    expect(await status()).toContain('no drift detected');
    expect(exitCodeOf([await model()])).toBe(0);
  });

  it('counts no run that is dated in the future, since none has been made', async () => {
    const { runs, clock, status } = viewed();
    await runs(7);
    clock.advance(1000 * hours);
    await runs(1);
    clock.advance(-995 * hours); // the clock was wrong for one run
    expect(await status()).toMatch(/\nsupport +silent/);
  });

  it('says drift before anything else, and warns of what hides how it goes on', () => {
    const { condition } = conditionAlert('unreachable');
    const drifting = buildReportModel({ ...scenario('drift'), conditions: [condition] });
    const said = plainText(statusLines([drifting], 80));
    expect(said).toMatch(/\nsupport-gpt41 +drift detected[\s\S]*\n! support-gpt41: Refused since/);
    expect(exitCodeOf([drifting])).toBe(1);
  });

  it('says that it is blind where too many goldens are left out', async () => {
    const goldens = viewed().goldens;
    const { runs, status, model } = viewed();
    await runs(6, {}, goldens.slice(0, 1));
    await runs(3, {}, goldens);
    // Half of the goldens are new: too few are judged to say that there is no drift.
    expect(await status()).toMatch(/\nsupport +blind[\s\S]*\n! support: Blind since [\s\S]*refund \(learned/);
    expect(exitCodeOf([await model()])).toBe(3);
  });
});

describe('history, show, report and JSON', () => {
  async function lived() {
    const life = viewed();
    await life.runs(7);
    await life.runs(4, allFail('timeout'));
    await life.runs(2);
    life.clock.advance(40 * hours);
    await life.runs(1);
    return { ...life, view: await life.model() };
  }

  it('show where a condition was told and where it ended, in the order of time, in 80 columns', async () => {
    const { view } = await lived();
    const lines = plainText(historyLines(view, 20, 80))
      .trimEnd()
      .split('\n');
    const cells = lines.slice(1, 10).map((line) => line.replace(/^ *\d{8}T\d+Z-/, '').replace(/ {2,}/g, ' | '));
    expect(cells).toEqual([
      ' | 24 Nov 2026 15:00 UTC | no longer silent',
      expect.stringMatching(/^support \| no drift detected/),
      expect.stringMatching(/^support \| no drift detected/),
      ' | 22 Nov 2026 21:00 UTC | no longer unreachable',
      expect.stringMatching(/^support \| no drift detected/),
      expect.stringMatching(/^support \| inconclusive: no answers/),
      ' | 22 Nov 2026 19:00 UTC | unreachable (3 runs in a row)',
      expect.stringMatching(/^support \| inconclusive: no answers/),
      expect.stringMatching(/^support \| inconclusive: no answers/),
    ]);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('say of a run what kept it from being judged', async () => {
    const { view } = await lived();
    const [unreached, fine] = [view.runs[8]?.run ?? '', view.runs[2]?.run ?? ''];
    expect(plainText(showLines(view, unreached, { width: 80 }) ?? [])).toMatch(
      /Condition {2}unreachable 22 Nov 2026 17:00 UTC to 22 Nov 2026 21:00 UTC \(4 h\)/,
    );
    expect(plainText(showLines(view, fine) ?? [])).not.toContain('Condition');
  });

  it('have a section and marks in the report, and conditions for programs', async () => {
    const { view } = await lived();
    const html = renderHtmlReport(view);
    expect(markupProblems(html)).toEqual([]);
    expect(html).toMatch(/<h2 id="conditions-heading">Not watched/);
    expect(html).toMatch(/<title>unreachable 22 Nov 2026 17:00 UTC to .*<rect class="unwatched"/);
    expect(html).toContain('every call got no answer in time');
    const { conditions } = JSON.parse(reportJson(view));
    expect(conditions).toMatchObject([
      { kind: 'unreachable', status: 'resolved', failures: [{ class: 'timeout' }] },
      { kind: 'silent', status: 'resolved', runs: 40 },
    ]);
    const quiet = viewed();
    await quiet.runs(7);
    expect(renderHtmlReport(await quiet.model())).not.toContain('Not watched');
  });

  it('say first, in the report, that nothing is known', async () => {
    const { runs, model } = viewed();
    await runs(7);
    await runs(3, allFail('authentication'));
    const { title, sentence, tone, warnings } = headline(await model());
    expect([title, tone, warnings]).toEqual(['Refused', 'warning', []]);
    expect(sentence).toBe(
      'Every call was refused for its key (HTTP 401 or its like). Put a valid key where the project says (apiKeyEnv, or the secret of the stack).',
    );
  });
});
