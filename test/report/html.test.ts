import { describe, expect, it } from 'vitest';
import { renderHtmlIndex } from '../../lib/report/html/index-page.ts';
import { renderHtmlReport } from '../../lib/report/html/page.ts';
import { buildReportModel, type EndpointReport } from '../../lib/report/model/report-model.ts';
import { exampleAlert } from './example-alert.ts';
import { history } from './history.ts';
import { markupProblems } from './markup-check.ts';
import { scenario, scenarios } from './scenarios.ts';

const render = (report: EndpointReport) => renderHtmlReport(buildReportModel(report));

const hostile = `</script></style><img src=x onerror=alert(1)>"'&\u0000\u001b[2J\u202e`;

describe('renderHtmlReport', () => {
  it.each(Object.keys(scenarios) as (keyof typeof scenarios)[])(
    'makes a well-formed page without scripts and without anything to load, for the history "%s"',
    (name) => {
      const html = render(scenario(name));
      expect(markupProblems(html)).toEqual([]);
      expect(html.match(/https?:\/\/|url\((?!#)|@import|NaN|undefined|Infinity|\[object/g)).toBeNull();
    },
  );

  it('gives the same bytes for the same history', () => {
    const [first, second] = [0, 1].map(() => render(scenario('drift')));
    expect(second === first).toBe(true);
  });

  it('makes a page of an endpoint that never ran', () => {
    const html = render({ ...scenario('learning'), runs: [], judgements: [], epochs: [], incidents: [] });
    expect(markupProblems(html)).toEqual([]);
    expect(html).toContain('Nothing judged yet');
  });

  it('lets no text become markup, wherever it comes from', () => {
    const html = render(poisoned(scenario('drift')));
    expect(markupProblems(html)).toEqual([]);
    expect(html.includes('&lt;/script&gt;&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;')).toBe(true);
    expect(/(?![\n\t])\p{Cc}|\u202e/u.test(html)).toBe(false); // a failure must not print the page
  });

  it('forbids scripts and loading even if something slipped through', () => {
    expect(render(scenario('quiet'))).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;`,
    );
  });

  it('says since when, how sure and how big before anything else', () => {
    const html = render(scenario('drift'));
    const verdict = html.slice(html.indexOf('id="verdict"'), html.indexOf('id="evidence"'));
    for (const words of [
      'Drift detected',
      'Since',
      '8\u00a0h 26\u00a0min ago',
      'How sure',
      'times the threshold',
      '31\u00a0% [24\u00a0%, 38\u00a0%]',
    ])
      expect(verdict).toContain(words);
  });

  it('says who accepted which baseline, and why', () => {
    const html = render(scenario('accepted'));
    expect(html).toContain('ana.lima@example.com');
    expect(html).toContain('prompts adapted in #812 &lt;b&gt;see there&lt;/b&gt;');
  });

  it('warns when the monitor has been silent', () => {
    const report = scenario('quiet');
    expect(render(report)).not.toContain('The monitor is silent');
    const later = new Date(Date.parse(report.generatedAt) + 9 * 3_600_000).toISOString();
    expect(render({ ...report, generatedAt: later })).toContain(
      'The monitor is silent: the last run was 9 h 25 min ago',
    );
  });
});

describe('the plot of the evidence', () => {
  const points = (html: string) =>
    [...html.matchAll(/<g class="series s(\d)">(.*?)<\/g>/g)].map(([, , lines = '']) =>
      [...lines.matchAll(/points="([^"]*)"/g)].map(([, list = '']) => list.split(' ').length),
    );

  it('has a point for every run with evidence, and breaks where a run gave none', () => {
    const report = scenario('drift');
    // Six runs are learned before the first bet; runs 63 and 64 failed.
    expect(points(render(report))).toEqual([
      [57, 86],
      [57, 86],
    ]);
  });

  it('can be reached with the keyboard where it alarmed, and says what it shows', () => {
    const html = render(scenario('drift'));
    expect(html).toMatch(
      /<g class="alarm" tabindex="0" role="img" aria-label="alarm \(text\), 22 Nov 2026 12:45 UTC: × 2 the threshold">/,
    );
    expect(html).toContain('5 runs with an alarm, the first at 22 Nov 2026 12:45 UTC');
  });

  it('stays small with 5,000 runs, and still shows every alarm period and the newest rows', () => {
    const html = render(history({ seed: 'big', runs: 5000, changeAt: 4400, acceptAt: 4450, outages: [100, 2000] }));
    expect(markupProblems(html)).toEqual([]);
    expect(html.length).toBeLessThan(500_000);
    const [text = []] = points(html);
    expect(text.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(162);
    expect(html.includes('Shown are runs 4,341 to 4,500 of 5,000')).toBe(true);
    expect(html.includes('<figure class="overview">')).toBe(true);
    expect(html).toContain('The newest 200 of 5,000 runs');
    expect(html).toContain('class="alarm-mark"');
  });
});

describe('a report of the newest runs alone', () => {
  it('says that there were more, and claims nothing about them', () => {
    const report = history({ seed: 'cut', runs: 260 });
    const cut = { ...report, runs: report.runs.slice(60), judgements: report.judgements.slice(60), isCut: true };
    const html = render(cut);
    expect(html).toContain('at least 200 runs');
    expect(html).not.toMatch(/learned from|of them learned|all 200 runs|whole history/);
    expect(render(report)).toContain('learned from 24 runs');
    const long = history({ seed: 'cut', runs: 500 });
    expect(render({ ...long, isCut: true })).toMatch(/the newest 500 runs; the box[\s\S]*of at least 500 runs/);
  });
});

describe('failure rates', () => {
  it('are pooled over neighbouring runs but never over the change', () => {
    const html = render(scenario('drift'));
    const panel = html.slice(html.indexOf('<b>ticket-json · satisfies its JSON Schema'));
    const marks = [...panel.slice(0, panel.indexOf('</figure>')).matchAll(/class="rate( changed)?"><title>([^<]*)</g)];
    const changed = marks.filter(([, isChanged]) => isChanged !== undefined);
    expect(changed.map(([, , words]) => words)).toEqual([expect.stringContaining('from 22 Nov 11:10 UTC: 3 of 18')]);
    expect(marks.length).toBeGreaterThan(8);
  });
});

describe('what changed', () => {
  /** The history of a drift as the detector explains one. */
  function explained(): EndpointReport {
    const report = scenario('drift');
    const { explanation } = exampleAlert().judgement;
    const last = report.judgements.at(-1);
    const { timeline } = explanation ?? {};
    if (last === undefined || explanation === undefined || timeline === undefined) throw new Error('no explanation');
    const runs = report.runs.slice(-timeline.runs.length).map(({ run }) => run);
    last.explanation = { ...explanation, timeline: { ...timeline, runs } };
    last.explanation.since = { ...explanation.since, run: runs.at(-4) as string };
    return report;
  }

  it('is drawn golden by golden around the change: rows of those that moved are darker since', () => {
    const html = render(explained());
    expect(markupProblems(html)).toEqual([]);
    const row = html.slice(html.indexOf('>ticket-json</a>'));
    expect(row.slice(0, row.indexOf('</div>'))).toMatch(/class="h4"[\s\S]*<span class="heat-note">0 → 75 %/);
    expect(html.includes('Golden by golden, around the change')).toBe(true);
  });

  it('says first how much it matters and what fails, and how it is now', () => {
    const html = render(explained());
    const verdict = html.slice(html.indexOf('id="verdict"'), html.indexOf('class="contents"'));
    expect(verdict).toContain('Drift detected (critical)');
    expect(verdict).toContain('71\u00a0% of answers fail &quot;is JSON&quot;');
    expect(verdict).toMatch(/Newest 2 runs<\/dt><dd><span class="value">9 of 12 fail/);
  });

  it('shows which answers came how often before and since, and how often those of the examples did', () => {
    const html = render(explained());
    expect(html).toMatch(/<article class="answers"><h3>ticket-json/);
    expect(html).toContain('&quot;after&quot;: 0 of 84 before, 9 of 12 since');
  });

  it('keeps properties apart from failures', () => {
    const html = render(explained());
    const part = (id: string) => html.slice(html.indexOf(`<section id="${id}"`)).split('</section>')[0] ?? '';
    expect(part('rates')).not.toContain('all goldens · refuses');
    expect(part('properties')).toContain('all goldens · refuses');
  });
});

describe('the index', () => {
  it('leads to all endpoints, those that drift first, in one page without scripts', () => {
    const entries = (['quiet', 'drift', 'learning'] as const).map((name) => ({
      model: buildReportModel(scenario(name)),
      file: `${name}.html`,
    }));
    const html = renderHtmlIndex(entries, '2026-11-22T20:00:00.000Z');
    expect(markupProblems(html)).toEqual([]);
    expect([...html.matchAll(/href="(\w+\.html)"/g)].map(([, file]) => file)[0]).toBe('drift.html');
    expect(html).toContain('3 endpoints, 1 drifts');
    expect(renderHtmlReport(buildReportModel(scenario('quiet')), { index: 'index.html' })).toContain(
      'href="index.html"',
    );
  });
});

/** The same history with hostile text in every place that a person, a model or a provider can write to. */
function poisoned(report: EndpointReport): EndpointReport {
  return {
    ...report,
    endpoint: { ...report.endpoint, model: hostile, provider: hostile, baseURL: `x${hostile}` },
    epochs: report.epochs.map((epoch) => ({ ...epoch, by: hostile, why: hostile })),
    incidents: report.incidents.map((incident) => ({ ...incident, by: hostile, why: hostile })),
    judgements: report.judgements.map((judgement) => ({
      ...judgement,
      evidence: {
        ...judgement.evidence,
        channels: judgement.evidence.channels.map((channel) => ({
          ...channel,
          channel: `${channel.channel}${hostile}`,
        })),
        facts: judgement.evidence.facts.map((fact) => ({ ...fact, golden: hostile, was: [hostile], now: hostile })),
        rates: (judgement.evidence.rates ?? []).map((rate) => ({
          ...rate,
          name: hostile,
          golden: `${rate.golden}${hostile}`,
        })),
        goldens: (judgement.evidence.goldens ?? []).map((golden) => ({
          ...golden,
          golden: `${golden.golden}${hostile}`,
        })),
      },
      ...(judgement.explanation === undefined
        ? {}
        : {
            explanation: {
              ...judgement.explanation,
              goldens: judgement.explanation.goldens.map((golden) => ({ ...golden, golden: hostile })),
              rates: judgement.explanation.rates.map((rate) => ({ ...rate, name: hostile })),
              examples: [{ golden: hostile, commonPrefix: hostile, before: hostile, after: hostile }],
            },
          }),
    })),
  };
}
