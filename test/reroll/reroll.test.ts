import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { ConfigError } from '../../lib/domain/errors.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { Reroll } from '../../lib/domain/verdict/reroll.ts';
import type { RateQuestion } from '../../lib/reroll/counts/rate-question.ts';
import { reroll } from '../../lib/reroll/reroll.ts';
import { FakeProvider, type Script } from '../helpers/fake-provider.ts';
import { TestClock } from '../helpers/test-clock.ts';

const expectations = [
  { kind: 'contains', text: 'yes', name: 'says yes' },
  { kind: 'length', maxCharacters: 10 },
];

interface Given {
  readonly script: Script;
  readonly draws?: number;
  readonly question?: RateQuestion;
  readonly settings?: object;
  readonly golden?: object;
  readonly overMs?: number;
  readonly stop?: AbortSignal;
}

async function rerolled({ script, draws = 20, question, settings, golden: more, overMs, stop }: Given) {
  const endpoint = Endpoint.parse({ id: 'support', provider: 'fake', model: 'm', ...settings });
  const golden = goldenRequest(
    GoldenFile.parse({ id: 'ticket', messages: [{ role: 'user', content: 'well?' }], expectations, ...more }),
  );
  const provider = new FakeProvider(script);
  const clock = new TestClock();
  const deps = { provider, clock, random: seededRandom('reroll') };
  const task = { endpoint, golden, draws, ...(question ? { question } : {}), ...(overMs ? { overMs } : {}) };
  const { result, samples } = await reroll(task, deps, { stop: stop ?? new AbortController().signal });
  expect(Reroll.parse(result)).toEqual(result);
  return { result, samples, provider, clock };
}

/** Answers by the number of the call, from 0. */
function byCall(answerTo: (call: number) => string): Script {
  let call = 0;
  return () => answerTo(call++);
}

describe('reroll', () => {
  it('ends when a listener of the caller fails, after what was in flight', async () => {
    const endpoint = Endpoint.parse({ id: 'support', provider: 'fake', model: 'm', concurrency: 3 });
    const golden = goldenRequest(GoldenFile.parse({ id: 'g', messages: [{ role: 'user', content: 'well?' }] }));
    const provider = new FakeProvider(() => 'yes');
    const onDrawn = () => {
      throw new Error('the disk is full');
    };
    const deps = { provider, clock: new TestClock(), random: seededRandom('reroll'), onDrawn };
    const drawing = reroll({ endpoint, golden, draws: 50 }, deps, { stop: new AbortController().signal });
    await expect(drawing).rejects.toThrow('the disk is full');
    const sent = provider.calls.length;
    expect(sent).toBeLessThanOrEqual(3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(provider.calls).toHaveLength(sent);
  });

  it('counts what each expectation fails, with an exact interval, and what it cost', async () => {
    const { result, samples } = await rerolled({
      script: byCall((call) => (call % 5 === 0 ? 'no' : call % 5 === 1 ? 'yes, and much more' : 'yes')),
    });
    expect(result.draws).toBe(20);
    expect(result.expectations.map(({ name, failures }) => [name, failures])).toEqual([
      ['says yes', 4],
      ['has the expected length', 4],
    ]);
    expect(result.anyFailure).toMatchObject({ failures: 8, draws: 20, exact: { estimate: 0.4 } });
    expect(result.anyFailure?.exact.low).toBeCloseTo(0.1912, 4); // R: binom.test(8, 20)$conf.int
    expect(result.anyFailure?.exact.high).toBeCloseTo(0.6395, 4);
    expect(result.cost).toEqual({ requests: 20, inputTokens: 200, outputTokens: 100 });
    const priced = await rerolled({
      script: () => 'yes',
      settings: { price: { input: 2, output: 8, currency: 'EUR' } },
    });
    expect(priced.result.cost).toMatchObject({ costMicros: 200 * 2 + 100 * 8, currency: 'EUR' });
    expect(result.answers.map(({ text, draws, fails }) => [text, draws, fails])).toEqual([
      ['yes', 12, []],
      ['no', 4, ['says yes']],
      ['yes, and much more', 4, ['has the expected length']],
    ]);
    expect(samples.map(({ repetition }) => repetition)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(result).not.toHaveProperty('endedBy');
  });

  it('says where answers part first, and where most of them do', async () => {
    const { result } = await rerolled({
      script: byCall((call) => (call === 3 ? 'no' : call % 3 === 0 ? 'yes, maybe' : 'yes, sure')),
      draws: 30,
    });
    expect(result.divergence?.first).toMatchObject({ character: 0, share: 1 / 30, other: 'no' });
    expect(result.divergence?.widest).toMatchObject({
      character: 5,
      commonPrefix: 'yes, ',
      commonest: 'sure',
      other: 'maybe',
    });
    expect(result.divergence?.widest.share).toBeCloseTo(9 / 30, 12);
  });

  it('ends as soon as a rate is shown to be below the bound, and says after how many draws', async () => {
    const { result, provider } = await rerolled({ script: () => 'yes', draws: 1000, question: { bound: 0.05 } });
    expect(result).toMatchObject({ endedBy: 'decided', watched: true });
    expect(result.bound).toMatchObject({ verdict: 'below', decidedAfter: 65, cleanDrawsAtOnce: 59 });
    expect(provider.calls.length).toBeLessThanOrEqual(65 + 3); // four at once: three were on their way
    expect(result.draws).toBe(provider.calls.length);
  });

  it('ends as soon as a rate is shown to be above the bound', async () => {
    const { result } = await rerolled({
      script: byCall((call) => (call % 4 === 0 ? 'no' : 'yes')),
      draws: 1000,
      question: { bound: 0.01 },
    });
    expect(result).toMatchObject({ endedBy: 'decided', bound: { verdict: 'above' } });
    expect(result.draws).toBeLessThan(30);
  });

  it('says how many more clean draws would do where it stays undecided', async () => {
    const { result } = await rerolled({ script: () => 'yes', draws: 60, question: { bound: 0.05 } });
    expect(result.bound).toEqual({
      bound: 0.05,
      confidence: 0.95,
      verdict: 'undecided',
      cleanDrawsLeft: 5,
      cleanDrawsAtOnce: 59,
    });
    expect(result).not.toHaveProperty('endedBy');
  });

  it('ends when the rate is known as closely as was asked', async () => {
    const { result } = await rerolled({
      script: byCall((call) => (call % 10 === 0 ? 'no' : 'yes')),
      draws: 5000,
      question: { within: 0.05 },
    });
    const { low, high } = result.anyFailure?.anytime ?? { low: 0, high: 1 };
    expect(result.endedBy).toBe('precise');
    expect((high - low) / 2).toBeLessThanOrEqual(0.05);
    expect(result.draws).toBeLessThan(600);
  });

  it('judges draws in the order in which they left, however late the answers come', async () => {
    // Good answers come at once, bad ones late: judged as they come, the first hundred would all be good.
    const script = byCall((call) => (call % 8 === 0 ? 'no' : 'yes'));
    const late: Script = async (request, attempt, signal) => {
      const answer = await script(request, attempt, signal);
      if (answer === 'no') await new Promise((resolve) => setTimeout(resolve, 60));
      return answer;
    };
    const { result } = await rerolled({
      script: late,
      draws: 300,
      question: { bound: 0.05 },
      settings: { concurrency: 64 },
    });
    expect(result.bound?.verdict).toBe('above');
  });

  it('spreads draws over the time that was asked for, each at a random moment of its share', async () => {
    const { samples, clock } = await rerolled({ script: () => 'yes', draws: 10, overMs: 600_000 });
    const start = Date.parse('2026-11-22T09:00:00.000Z');
    const minutes = samples.map(({ at }) => (Date.parse(at) - start) / 60_000);
    minutes.forEach((minute, i) => {
      expect(minute).toBeGreaterThanOrEqual(i - 1e-3);
      expect(minute).toBeLessThan(i + 1 + 1e-3);
    });
    expect(new Set(minutes.map((minute) => (minute % 1).toFixed(3))).size).toBeGreaterThan(5);
    expect(clock.now().getTime() - start).toBeLessThanOrEqual(600_000);
  });

  it('leaves failed calls out of every rate and says so', async () => {
    const script: Script = ({ drawSeed }) => (drawSeed % 2 === 0 ? { error: 'invalid-request' } : 'yes');
    const { result } = await rerolled({ script });
    const failed = result.failedCalls['invalid-request'] ?? 0;
    expect(failed).toBeGreaterThan(0);
    expect(result.draws + failed).toBe(20);
    expect(result.anyFailure?.draws).toBe(result.draws);
    expect(result.notes.join()).toContain('calls that failed are left out');
  });

  it('gives an endpoint up that answers nothing', async () => {
    const { result, provider } = await rerolled({ script: () => ({ error: 'authentication' }), draws: 500 });
    expect(result).toMatchObject({ endedBy: 'no-answers', draws: 0, distinct: 0 });
    expect(provider.calls.length).toBeLessThan(20);
  });

  it('keeps what was answered when it is interrupted', async () => {
    const stopping = new AbortController();
    const script = byCall((call) => {
      if (call === 6) stopping.abort();
      return 'yes';
    });
    const { result } = await rerolled({ script, draws: 50, stop: stopping.signal, settings: { concurrency: 1 } });
    expect(result).toMatchObject({ endedBy: 'interrupted', draws: 7 });
  });

  it('refuses to ask for the failures of a golden that expects nothing', async () => {
    const asked = rerolled({ script: () => 'yes', golden: { expectations: [] }, question: { bound: 0.1 } });
    await expect(asked).rejects.toThrow(ConfigError);
    const { result } = await rerolled({ script: () => 'yes', golden: { expectations: [] } });
    expect(result).not.toHaveProperty('anyFailure');
    expect(result.distinct).toBe(1);
  });

  it('warns that one seed for every draw tells little', async () => {
    const { result } = await rerolled({ script: () => 'yes', golden: { parameters: { seed: 7 } } });
    expect(result.notes[0]).toContain('one seed for every draw');
  });
});
