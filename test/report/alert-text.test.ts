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
    expect(ansiText(alertText(exampleAlert()))).toContain('\u001b[1;31mDRIFT DETECTED (CRITICAL)\u001b[0m');
  });

  it.each([60, 80, 96, 120])('fits into 34 lines of %d columns, however much there is to say', (width) => {
    const lines = text(crowdedAlert(), width).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(34);
    // Commands are not cut: one that is would not work.
    const cut = lines.filter((line) => !line.includes('pinwatch '));
    expect(Math.max(...cut.map(columns))).toBeLessThanOrEqual(width);
  });

  it('does not cut what fails: its numbers stand below it, with the newest runs beside those since the change', () => {
    for (const width of [80, 96])
      expect(text(exampleAlert(), width)).toContain(
        '  Now fails  is JSON · 2 of 2 goldens that expect it\n               0.0 % [0.0 %, 2.2 %] → 71 % [49 %, 87 %]; newest 2 runs 9 of 12\n',
      );
    expect(text(exampleAlert(), 60)).toContain('               0.0 % [0.0 %, 2.2 %] → 71 % [49 %, 87 %]\n');
  });

  it('says first how much it matters, and the largest number', () => {
    const [head, number] = text(exampleAlert(), 120).split('\n');
    expect(head).toBe('DRIFT DETECTED (CRITICAL)  support-gpt41 (gpt-4.1-2025-04-14 at openai)');
    expect(number).toBe('  71 % of answers fail "is JSON" (0.0 % before), in 2 of 2 goldens that expect it');
  });

  it('names the golden where one alone fails, and lists nothing that fails less under what fails', () => {
    const alert = exampleAlert();
    const { explanation } = alert.judgement;
    if (explanation === undefined) throw new Error('the example has an explanation');
    explanation.rates = explanation.rates.filter(({ golden }) => /^(ticket-json|refund-reply)@/.test(golden ?? ''));
    for (const rate of explanation.rates)
      if (rate.golden?.startsWith('refund')) [rate.before, rate.after] = [rate.after, rate.before];
    const said = text(alert, 96);
    expect(said).toMatch(/Now fails {2}ticket-json · is JSON/);
    expect(said).toMatch(/Fails less refund-reply · contains "refund"/);
    expect(said).not.toContain('goldens that expect it');
  });

  it('says what moved where no answer is shown to differ, and that there is no example', () => {
    const alert = exampleAlert();
    const { explanation, verdict } = alert.judgement;
    if (explanation === undefined || verdict.kind !== 'drift-detected') throw new Error('the example is a drift');
    verdict.effect = { estimate: 0, low: 0, high: 0.05 };
    const most = [{ golden: 'tone-check', before: 0.981, after: 0.914, newest: 0.912 }];
    Object.assign(explanation, { effect: verdict.effect, rates: [], examples: [], severity: 'info' });
    Object.assign(explanation, { moved: [{ kind: 'first-token', goldens: 5, of: 8, most }] });
    const said = text(alert, 96);
    expect(said).toContain('DRIFT DETECTED (INFO)');
    expect(said.replace(/\s+/g, ' ')).toContain(
      'What moved log-probabilities of the likeliest first token moved in 5 of 8 goldens: tone-check 98.1 % → 91.4 % (newest runs 91.2 %)',
    );
    expect(said).toContain('Example    none: no answer is likelier than before beyond chance');
    expect(said).not.toMatch(/none stands out|Which/);
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
    for (const width of [80, 90, 120]) expect(/Which[\s\S]*?How big/.exec(text(alert, width))?.[0]).not.toContain('…');
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
    expect(sure(2).replace(/\s+/g, ' ')).toContain('times its threshold (text) when it alarmed; at most');
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

  it('shows the same point of divergence in both answers', () => {
    const lines = text(exampleAlert()).split('\n');
    const [before = '', after = '', mark = ''] = lines.slice(lines.findIndex((line) => line.startsWith('    before')));
    const at = mark.indexOf('▲');
    expect(before.slice(13, at)).toBe(after.slice(13, at));
    expect([before.slice(at, at + 7), after.slice(at, at + 7)]).toEqual(['billing', 'Billing']);
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
    expect(text(alert)).toContain('most moved (a ranking, not a test): ticket-json 72 %');
  });

  it('tells a fact as what it is, with the values, and what the statistics say meanwhile', () => {
    const said = text(factAlert(), 120);
    expect(said).toMatch(/^CHANGED: REPORTED MODEL AND 3 MORE \(MAJOR\) {2}support-gpt41 /);
    expect(said).toContain('Changed    reported model: gpt-4.1-2025-04-14 → gpt-4.1-2025-06-01 (4 requests in 2 runs)');
    expect(said).toContain('echoed parameters: {"user":"Billing Department"} → {"user":"Charged twice"}');
    expect(said).toMatch(/07:05 UTC, run 20261122T070512000Z-support-gpt41; first shown by run\s+20261122T040512000Z/);
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
    expect(lines.at(-4)).toContain('pinwatch show');
  });

  it('names no expectation whose change is not clear', () => {
    const alert = exampleAlert();
    for (const rate of alert.judgement.explanation?.rates ?? [])
      if (rate.golden?.startsWith('refund-reply')) rate.isClear = false;
    expect(text(exampleAlert())).toContain('refund-reply · contains "refund"');
    expect(text(alert)).not.toContain('refund-reply · contains');
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
  const rate = explanation.rates.find(({ golden }) => golden !== undefined);
  const [fact] = evidence.facts;
  if (golden === undefined || rate === undefined || fact === undefined) return alert;
  explanation.goldens = Array.from({ length: 60 }, (_, i) => ({ ...golden, golden: `golden-${i}-${'y'.repeat(50)}` }));
  explanation.rates = Array.from({ length: 9 }, (_, i) => ({ ...rate, name: `rule ${i} ${'z'.repeat(70)}` }));
  evidence.facts = Array.from({ length: 9 }, () => ({ ...fact, was: ['w'.repeat(200)], now: 'n'.repeat(200) }));
  explanation.since.latest.at = '2026-11-24T04:15:33.000Z';
  return alert;
}
