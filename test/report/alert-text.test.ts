import { describe, expect, it } from 'vitest';
import type { Alert, IncidentAlert } from '../../lib/domain/verdict/alert.ts';
import type { Fact } from '../../lib/domain/verdict/evidence.ts';
import type { Verdict } from '../../lib/domain/verdict/verdict.ts';
import { alertText } from '../../lib/report/alert/alert-text.ts';
import { ansiText, plainText } from '../../lib/report/terminal/styled-text.ts';
import { columns } from '../../lib/report/words/printable.ts';
import { drift, learning } from '../helpers/judgements.ts';
import { exampleAlert, factAlert, resolvedAlert } from './example-alert.ts';

const text = (alert: Alert, width?: number) => plainText(alertText(alert, width === undefined ? {} : { width }));

describe('alertText', () => {
  it('says everything that a tired person needs, as in fixtures/alert-opened.txt', async () => {
    await expect(text(exampleAlert())).toMatchFileSnapshot('fixtures/alert-opened.txt');
  });

  it('says who ended an incident and why, as in fixtures/alert-accepted.txt', async () => {
    await expect(text(resolvedAlert('accepted'))).toMatchFileSnapshot('fixtures/alert-accepted.txt');
  });

  it('tells a change that went away from one that a person closed', () => {
    const gone = resolvedAlert('resolved');
    expect(text(gone)).toContain('INCIDENT CLOSED  support-gpt41');
    expect(text(gone)).toContain('closed by ana.lima@example.com: the baseline stays');
    delete gone.incident.by;
    expect(text(gone)).toContain('BACK TO THE BASELINE  support-gpt41');
    expect(text(gone)).toContain('22 Nov 2026 09:30 UTC: answers look like the baseline again');
  });

  it('gives the same text for the same alert', () => {
    expect(text(exampleAlert())).toBe(text(exampleAlert()));
    expect(ansiText(alertText(exampleAlert()))).toContain('\u001b[1;31mDRIFT DETECTED\u001b[0m');
  });

  it.each([60, 80, 96, 120])('fits into 25 lines of %d columns, however much there is to say', (width) => {
    const lines = text(crowdedAlert(), width).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    // Commands are not cut: one that is would not work.
    const cut = lines.filter((line) => !line.includes('pinwatch '));
    expect(Math.max(...cut.map(columns))).toBeLessThanOrEqual(width);
  });

  it('does without "all goldens" before it cuts what fails', () => {
    const alert = exampleAlert();
    const rates = alert.judgement.explanation?.rates ?? [];
    rates.splice(0, rates.length, {
      name: 'expectation:greets the customer by name',
      before: { estimate: 0, low: 0, high: 0.02, count: 0, draws: 180 },
      after: { estimate: 0.79, low: 0.58, high: 0.93, count: 19, draws: 24 },
    });
    const failing = (width: number) =>
      text(alert, width)
        .split('\n')
        .find((line) => line.includes('Now fails'));
    expect(failing(96)).toContain('  all goldens · greets the customer by name  ');
    expect(failing(90)).toContain('  greets the customer by name  ');
  });

  it('does not cut what fails on a narrow terminal: it stands above its numbers', () => {
    const alert = exampleAlert();
    const rate = (name: string) => ({
      name: `expectation:${name}`,
      golden: 'ticket-broken-headphones',
      before: { estimate: 0, low: 0, high: 0.06, count: 0, draws: 60 },
      after: { estimate: 0.75, low: 0.35, high: 0.97, count: 6, draws: 8 },
    });
    const names = ['is a complete ticket', 'has an order number', 'is JSON'];
    if (alert.judgement.explanation) alert.judgement.explanation.rates = names.map(rate);
    const said = text(alert, 80);
    expect(said).toContain('  Now fails  ticket-broken-headphones · is a complete ticket\n               0.0 % [0.0 %');
    expect(said).toContain('\n             ticket-broken-headphones · has an order number\n');
    expect(said).not.toContain('is JSON');
    expect(text(alert, 120)).toContain('ticket-broken-headphones · is JSON  0.0 %');
  });

  it('names as many goldens as two lines hold, and cuts none of them', () => {
    const alert = exampleAlert();
    const { explanation } = alert.judgement;
    if (explanation === undefined) throw new Error('the example has an explanation');
    explanation.goldensBy = 'ranking';
    explanation.goldens = Array.from({ length: 6 }, (_, i) => ({
      golden: `ticket-broken-headphones-${i}`,
      effect: 0.5,
      significant: false,
    }));
    const named = (width: number) => text(alert, width).match(/ticket-broken-headphones-\d\s+50 %/g)?.length;
    for (const width of [80, 90, 120])
      expect(/Which[\s\S]*?Now fails/.exec(text(alert, width))?.[0]).not.toContain('…');
    expect([named(80), named(120)]).toEqual([2, 4]);
  });

  it('says of a run after the alarm that the evidence is that of the alarm', () => {
    const alert = exampleAlert();
    const [alarm] = alert.judgement.verdict.kind === 'drift-detected' ? alert.judgement.verdict.alarms : [];
    if (alarm === undefined) throw new Error('the example has alarms');
    const channel = { ...alarm, score: 3, pValue: 0.01, references: 30 };
    const sure = (logStatistic: number) => {
      alert.judgement.evidence.channels = [{ ...channel, logStatistic }];
      return text(alert, 120);
    };
    expect(sure(alarm.logStatistic)).not.toContain('when it alarmed');
    expect(sure(2)).toContain('3 times (logprobs) when it alarmed; at most');
  });

  it('names what is weightiest first, and prompt tokens of many goldens as one thing', () => {
    const alert = exampleAlert();
    const [fact] = alert.judgement.evidence.facts as [Fact];
    const tokens = (golden: string, was: number, now = was + 17): Fact => ({
      ...fact,
      golden,
      was: [`${was}`],
      now: `${now}`,
    });
    const { golden: _, ...ofAll } = fact;
    const model: Fact = { ...ofAll, kind: 'reported-model', was: ['m-1'], now: 'm-2' };
    alert.judgement.evidence.facts = [tokens('a', 9), tokens('b', 40), tokens('c', 412), model];
    expect(text(alert, 120)).toMatch(
      /Also seen {2}reported model: m-1 → m-2 .*\n +prompt tokens of 3 goldens, each 17 more; e.g. a: 9 → 26 \(12 requests in 2 runs\)\n/,
    );
    alert.judgement.evidence.facts = [tokens('a', 9), tokens('b', 40, 50), tokens('c', 412)];
    expect(text(alert, 120)).toContain('prompt tokens of 3 goldens; e.g. a: 9 → 26');
    alert.judgement.evidence.facts = [tokens('a', 9), tokens('b', 40, 50)];
    expect(text(alert, 120)).toContain('prompt tokens of b: 40 → 50 (4 requests');
  });

  it('tells each expectation once, pooled or of one golden, whichever is clearer', () => {
    const alert = exampleAlert();
    const rate = (name: string, golden: string | undefined, low: number) => ({
      name: `expectation:${name}`,
      ...(golden === undefined ? {} : { golden }),
      before: { estimate: 0, low: 0, high: 0.02, count: 0, draws: 180 },
      after: { estimate: low + 0.2, low, high: low + 0.4, count: 5, draws: 24 },
    });
    const rates = [
      rate('greets', undefined, 0.3),
      rate('greets', 'a', 0.2),
      rate('is JSON', 'b', 0.1),
      rate('ends', 'c', 0.05),
    ];
    if (alert.judgement.explanation) alert.judgement.explanation.rates = rates;
    const told = text(alert, 96)
      .split('\n')
      .filter((line) => line.includes('→') && line.includes('%'));
    expect(told.map((line) => /(\S+ · .*?) {2}/.exec(line)?.[1])).toEqual([
      'goldens · greets',
      'b · is JSON',
      'c · ends',
    ]);
  });

  it('shows the same point of divergence in both answers', () => {
    const lines = text(exampleAlert()).split('\n');
    const [before = '', after = '', mark = ''] = lines.slice(lines.findIndex((line) => line.startsWith('    before')));
    const at = mark.indexOf('▲');
    expect(before.slice(13, at)).toBe(after.slice(13, at));
    expect([before.slice(at, at + 8), after.slice(at, at + 8)]).toEqual(['"billing', '"Billing']);
  });

  it('lets no answer of a model reach the terminal as an escape sequence', () => {
    const alert = exampleAlert();
    const hostile = { golden: 'ticket-json', commonPrefix: 'a\u001b[2J', before: '\u009b31m\nx', after: '\u202eevil' };
    const shown = text(withExample(alert, hostile));
    expect(shown).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
    expect(shown).toContain('\\u{1b}[2J');
  });

  it('says that an answer ends where the other goes on', () => {
    const cut = { golden: 'ticket-json', commonPrefix: '{"a": 1}', before: '', after: ' and more' };
    expect(text(withExample(exampleAlert(), cut))).toContain('{"a": 1}(ends here)');
  });

  it('calls a ranking a ranking', () => {
    const alert = exampleAlert();
    if (alert.judgement.explanation !== undefined) alert.judgement.explanation.goldensBy = 'ranking';
    expect(text(alert)).toContain('most moved (a ranking, not a test): ticket-json 62 %');
  });

  it('tells a fact as what it is, with the values, and what the statistics say meanwhile', () => {
    const said = text(factAlert(), 120);
    expect(said).toMatch(/^CHANGED: REPORTED MODEL AND 3 MORE {2}support-gpt41 /);
    expect(said).toContain('Changed    reported model: gpt-4.1-2025-04-14 → gpt-4.1-2025-06-01 (4 requests in 2 runs)');
    expect(said).toContain('echoed parameters: {"user":"Billing Department"} → {"user":"Charged twice"}');
    expect(said).toMatch(/07:05 UTC, run 20261122T070512Z-support-gpt41; first shown by run\s+20261122T030455Z/);
    expect(said).toMatch(/no drift detected so far, evidence 0.42 of its threshold. What changed is a fact and no/);
    expect(said).toContain('pinwatch accept support-gpt41');
    expect(said).not.toMatch(/finish reason|Since|Which/);
  });

  it('says what the statistics say of facts in every case, and never more', () => {
    const alert = factAlert();
    const verdict = () => text(alert, 120).match(/Verdict +(.*?)[.]/)?.[1];
    alert.judgement.evidence.channels = [];
    expect(verdict()).toBe('no drift detected so far');
    alert.judgement.verdict = { ...(learning as object), reason: 'too-few-samples' } as Verdict;
    expect(verdict()).toBe('inconclusive: too few answers');
    alert.judgement = { ...alert.judgement, verdict: drift, incident: 'support-gpt41/1/r1' };
    expect(verdict()).toBe('drift detected, which incident support-gpt41/1/r1 tells');
  });

  it.each([60, 96])('names some facts of many, and how many it leaves out, in 25 lines of %d columns', (width) => {
    const alert = factAlert();
    const [fact] = alert.facts as [Fact];
    alert.facts = Array.from({ length: 40 }, (_, i) => ({
      ...fact,
      golden: `golden-${i}-${'y'.repeat(90)}`,
      was: Array.from({ length: 30 }, (_, version) => `v${version}-${'w'.repeat(300)}`),
      now: 'n'.repeat(300),
    }));
    const lines = text(alert, width).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(lines.join('\n')).toContain('and 34 more');
    expect(lines.at(-3)).toContain('pinwatch show');
  });

  it('names no expectation whose change is not clear while another one is', () => {
    expect(text(exampleAlert())).toContain('ticket-json · is JSON');
    expect(text(exampleAlert())).not.toContain('classify-urgency');
  });
});

function withExample(
  alert: IncidentAlert,
  example: { golden: string; commonPrefix: string; before: string; after: string },
) {
  if (alert.judgement.explanation !== undefined) alert.judgement.explanation.examples = [example];
  return alert;
}

/** Long ids, many goldens, many rates, many facts. */
function crowdedAlert(): Alert {
  const alert = exampleAlert();
  const { explanation, evidence } = alert.judgement;
  if (explanation === undefined) return alert;
  alert.endpoint.model = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/'.padEnd(120, 'x');
  alert.incident = {
    ...alert.incident,
    status: 'acknowledged',
    acknowledged: { at: alert.incident.openedAt, by: 'ana', why: 'word '.repeat(60) },
  };
  const [golden] = explanation.goldens;
  const [, rate] = explanation.rates;
  const [fact] = evidence.facts;
  if (golden === undefined || rate === undefined || fact === undefined) return alert;
  explanation.goldens = Array.from({ length: 60 }, (_, i) => ({ ...golden, golden: `golden-${i}-${'y'.repeat(50)}` }));
  explanation.rates = Array.from({ length: 9 }, (_, i) => ({ ...rate, name: `rule ${i} ${'z'.repeat(70)}` }));
  evidence.facts = Array.from({ length: 9 }, () => ({ ...fact, was: ['w'.repeat(200)], now: 'n'.repeat(200) }));
  explanation.since.latest.at = '2026-11-24T04:15:33.000Z';
  return alert;
}
