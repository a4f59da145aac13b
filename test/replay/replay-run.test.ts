import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { planRun } from '../../lib/plan/plan-run.ts';
import type { RunStore } from '../../lib/ports/run-store.ts';
import { replayRun } from '../../lib/replay/replay-run.ts';
import type { ReplaySignals } from '../../lib/replay/replay-signals.ts';
import { FakeProvider, type Script } from '../helpers/fake-provider.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { TestClock } from '../helpers/test-clock.ts';

const goldens = ['bullets', 'refund', 'ticket'].map((id) =>
  goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content: `the secret of ${id}` }] })),
);
const going = (): ReplaySignals => ({ stop: new AbortController().signal });

async function setup(script?: Script, settings: object = {}) {
  const endpoint = Endpoint.parse({ id: 'support', provider: 'fake', model: 'm', repetitions: 4, ...settings });
  const stores = memoryStores();
  for (const golden of goldens) await stores.goldens.put(golden);
  const clock = new TestClock();
  const plan = planRun({ endpoint, epoch: 1, goldens, at: clock.now(), seed: 'seed' });
  await stores.runs.open(plan);
  const provider = new FakeProvider(script);
  const deps = { runs: stores.runs, goldens: stores.goldens, provider, clock, random: seededRandom('jitter') };
  const replay = (signals = going(), runs: Partial<RunStore> = {}) =>
    replayRun({ plan, endpoint }, { ...deps, runs: { ...bound(stores.runs), ...runs } }, signals);
  return { endpoint, stores, clock, plan, provider, replay, samples: () => stores.runs.samples(plan.run) };
}
const bound = (runs: RunStore) => ({
  samples: runs.samples.bind(runs),
  inParts: runs.inParts.bind(runs),
  putSample: runs.putSample.bind(runs),
});

describe('replayRun', () => {
  it('stores every planned draw with what was asked, when, and what came back', async () => {
    const { replay, samples, plan } = await setup();
    expect(await replay()).toBe(true);
    const stored = await samples();
    expect(stored).toHaveLength(12);
    expect(stored[0]).toEqual({
      run: plan.run,
      at: '2026-11-22T09:00:00.000Z',
      golden: 'bullets',
      repetition: 0,
      endpoint: 'support',
      goldenVersion: goldens[0]?.version,
      text: 'answer to bullets',
      finishReason: 'stop',
      inputTokens: 10,
      outputTokens: 5,
      attempts: 1,
    });
  });

  it('sends in the planned order, every draw with a seed of its own', async () => {
    const { replay, provider, plan } = await setup(undefined, { concurrency: 1 });
    await replay();
    expect(provider.calls.map((call) => call.golden.id)).toEqual(plan.tasks.map((task) => task.golden));
    expect(new Set(provider.calls.map((call) => call.drawSeed)).size).toBe(12);
  });

  it('waits for nobody who asks for hours: what is left of the run is not sent, and says so', async () => {
    const { replay, samples, provider, clock } = await setup(
      (_request, attempt) =>
        provider.calls.length < 5 ? 'an answer' : { error: 'rate-limited', retryAfterMs: 5 * 3_600_000 * attempt },
      { concurrency: 1 },
    );
    expect(await replay()).toBe(true);
    expect(provider.calls).toHaveLength(5);
    expect(clock.slept).toEqual([]);
    const stored = await samples();
    expect(stored.filter(({ error }) => error === undefined)).toHaveLength(4);
    const unsent = stored.filter(({ attempts }) => attempts === 0);
    expect(unsent).toHaveLength(7);
    for (const { error, notes } of unsent) {
      expect(error).toBe('rate-limited');
      expect(notes).toEqual(['not sent: the endpoint asked to be left alone until 2026-11-22T14:00:00.000Z']);
    }
  });

  it('keeps as many requests in flight as the endpoint allows, and no more', async () => {
    const { replay, provider } = await setup(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        return 'ok';
      },
      { concurrency: 3 },
    );
    await replay();
    expect(provider.mostInFlight).toBe(3);
  });

  it('never draws again what is stored, with the same seeds for what is left', async () => {
    const first = await setup(undefined, { concurrency: 1 });
    await first.replay();
    const second = await setup(undefined, { concurrency: 1 });
    for (const sample of (await first.samples()).slice(0, 7)) await second.stores.runs.putSample(sample);
    expect(await second.replay()).toBe(true);
    expect(second.provider.calls).toHaveLength(5);
    const seeds = first.provider.calls.map((call) => call.drawSeed);
    for (const call of second.provider.calls) expect(seeds).toContain(call.drawSeed);
    expect(await second.samples()).toEqual(await first.samples());
  });
});

describe('a call that fails', () => {
  it('is tried again after a growing wait, and the sample keeps every attempt', async () => {
    const script: Script = (_request, attempt) =>
      attempt < 4 ? { error: 'server-error', latencyMs: 5, requestId: `req_${attempt}` } : 'ok';
    const { replay, samples, clock, provider } = await setup(script, {
      repetitions: 1,
      concurrency: 1,
      goldens: ['refund'],
    });
    await replay();
    expect(provider.calls).toHaveLength(12);
    for (const sample of await samples()) {
      expect(sample).toMatchObject({ text: 'ok', attempts: 4 });
      const failed = { at: expect.any(String), error: 'server-error', latencyMs: 5 };
      expect(sample.failedAttempts).toEqual([1, 2, 3].map((attempt) => ({ ...failed, requestId: `req_${attempt}` })));
      const times = [...(sample.failedAttempts ?? []).map(({ at }) => at), sample.at];
      expect(times).toEqual([...new Set(times)].sort());
    }
    for (const [i, ms] of clock.slept.entries()) {
      expect(ms).toBeLessThan(1000 * 2 ** (i % 3));
      expect(ms).toBeGreaterThan(0);
    }
  });

  it('is stored with its class when every attempt failed', async () => {
    const script: Script = ({ golden }) => (golden.id === 'refund' ? { error: 'overloaded', latencyMs: 3 } : 'ok');
    const { replay, samples, provider } = await setup(script);
    expect(await replay()).toBe(true);
    const failed = (await samples()).filter((sample) => sample.golden === 'refund');
    expect(failed).toHaveLength(4);
    for (const sample of failed) expect(sample).toMatchObject({ error: 'overloaded', attempts: 4 });
    for (const sample of failed) expect(sample).not.toHaveProperty('text');
    expect(provider.calls.filter((call) => call.golden.id === 'refund')).toHaveLength(16);
  });

  it('is not tried again when that cannot help', async () => {
    const { replay, samples, provider, clock } = await setup(() => ({ error: 'authentication' }));
    await replay();
    expect(provider.calls).toHaveLength(12);
    expect(clock.slept).toEqual([]);
    expect((await samples()).every((sample) => sample.attempts === 1)).toBe(true);
  });

  it('makes everybody wait as long as the endpoint asked', async () => {
    let limited = true;
    const script: Script = () => {
      if (!limited) return 'ok';
      limited = false;
      return { error: 'rate-limited', retryAfterMs: 20_000 };
    };
    const { replay, clock, samples } = await setup(script, { concurrency: 2 });
    await replay();
    const first = Date.parse('2026-11-22T09:00:00.000Z');
    const times = (await samples()).map((sample) => Date.parse(sample.at) - first).sort((a, b) => a - b);
    // Of the two that left together one was limited; everything else left after the wait.
    expect(times[0]).toBe(0);
    expect(times[1]).toBeGreaterThanOrEqual(20_000);
    expect(clock.now().getTime() - first).toBeLessThan(22_000);
  });

  it('is asked once and no more when it wants to be left alone for an hour', async () => {
    const { replay, samples, clock, provider } = await setup(
      () => ({ error: 'rate-limited', retryAfterMs: 3_600_000 }),
      {
        concurrency: 1,
      },
    );
    await replay();
    const stored = await samples();
    expect(stored.every(({ error }) => error === 'rate-limited')).toBe(true);
    expect(stored.filter(({ attempts }) => attempts === 1)).toHaveLength(1);
    expect(provider.calls).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  it('costs little patience when nothing at all is answered', async () => {
    const { replay, provider, samples } = await setup(() => ({ error: 'unreachable' }), { concurrency: 1 });
    await replay();
    expect(await samples()).toHaveLength(12);
    expect(provider.calls).toHaveLength(3 * 4 + 9); // three draws with every attempt, then one attempt each
  });

  it('is a timeout of ours when the endpoint does not answer in time', async () => {
    const script: Script = (_request, _attempt, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () =>
          resolve({ error: signal.reason.name === 'TimeoutError' ? 'timeout' : 'cancelled' }),
        );
      });
    const { replay, samples } = await setup(script, { timeoutSeconds: 0.01, maxAttempts: 1 });
    await replay();
    expect((await samples()).every((sample) => sample.error === 'timeout')).toBe(true);
  });
});

describe('a limit', () => {
  it('of requests per minute spaces attempts, retries included', async () => {
    const script: Script = (_request, attempt) => (attempt === 1 ? { error: 'malformed-response' } : 'ok');
    const { replay, provider, clock } = await setup(script, { requestsPerMinute: 60, concurrency: 5 });
    const started = clock.now().getTime();
    await replay();
    expect(provider.calls).toHaveLength(24);
    expect(clock.now().getTime() - started).toBeGreaterThanOrEqual(23_000);
  });

  it('that an answer says is spent is waited for before the next request', async () => {
    let calls = 0;
    const script: Script = () =>
      ++calls === 3 ? { text: 'ok', rateLimit: { remainingRequests: 0, resetRequestsMs: 9000 } } : 'ok';
    const { replay, clock } = await setup(script, { concurrency: 1 });
    const started = clock.now().getTime();
    await replay();
    expect(clock.now().getTime() - started).toBe(9000);
  });

  it('of tokens that does not leave enough for one more answer like the largest is waited for', async () => {
    let calls = 0;
    const answer = { text: 'ok', inputTokens: 900, outputTokens: 100 };
    const left = (remainingTokens: number) => ({ ...answer, rateLimit: { remainingTokens, resetTokensMs: 20_000 } });
    const sentAt: number[] = [];
    const { replay, clock } = await setup(
      () => {
        sentAt.push(clock.now().getTime() - started);
        return ++calls === 3 ? left(2500) : answer;
      },
      { concurrency: 1 },
    );
    const started = clock.now().getTime();
    await replay();
    // After the third answer 2500 are left: enough for two more of 1000, not for three.
    expect(sentAt).toEqual([0, 0, 0, 0, 0, ...Array(7).fill(20_000)]);
  });

  it('of tokens per minute holds on average, however large single answers are', async () => {
    const sizes = [100, 5000, 100, 100];
    let calls = 0;
    const sentAt: number[] = [];
    const { replay, clock } = await setup(
      () => {
        sentAt.push(clock.now().getTime() - started);
        return { text: 'ok', inputTokens: 0, outputTokens: sizes[calls++] ?? 100 };
      },
      { concurrency: 1, tokensPerMinute: 6000 },
    );
    const started = clock.now().getTime();
    await replay();
    expect(sentAt.slice(0, 5)).toEqual([0, 1000, 51_000, 52_000, 53_000]);
  });
});

describe('a run that is stopped', () => {
  it('stores what is in flight and sends nothing new', async () => {
    const stopping = new AbortController();
    const script: Script = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      stopping.abort();
      return 'ok';
    };
    const { replay, provider, samples } = await setup(script, { concurrency: 4 });
    expect(await replay({ stop: stopping.signal })).toBe(false);
    expect(provider.calls).toHaveLength(4);
    expect(await samples()).toHaveLength(4);
  });

  it('leaves a draw that waits for its next attempt to whoever resumes it', async () => {
    const stopping = new AbortController();
    const { replay, samples, provider } = await setup(
      () => {
        stopping.abort();
        return { error: 'server-error' };
      },
      { concurrency: 1 },
    );
    expect(await replay({ stop: stopping.signal })).toBe(false);
    expect(provider.calls).toHaveLength(1);
    expect(await samples()).toEqual([]);
  });

  it('breaks off what is in flight when it is cancelled, and stores nothing of it', async () => {
    const cancelling = new AbortController();
    const script: Script = (_request, _attempt, signal) => {
      setTimeout(() => cancelling.abort(), 5);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ error: 'cancelled' })));
    };
    const { replay, samples } = await setup(script);
    expect(await replay({ ...going(), cancel: cancelling.signal })).toBe(false);
    expect(await samples()).toEqual([]);
  });
});

/** Longer than it takes to send a request that nothing keeps waiting. */
async function someTurns(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a store that is slow', () => {
  it('keeps no request waiting, but no more than one draw of each waits for it', async () => {
    const { replay, provider, plan } = await setup(undefined, { concurrency: 1 });
    const waiting: (() => void)[] = [];
    const putSample = () => new Promise<'stored'>((resolve) => waiting.push(() => resolve('stored')));
    const replayed = replay(going(), { putSample });
    const steps: number[][] = [];
    for (let stored = 0; stored < plan.tasks.length; stored++) {
      await someTurns();
      steps.push([provider.calls.length, waiting.length]);
      waiting[stored]?.();
    }
    expect(await replayed).toBe(true);
    // One is being stored, the one after it was answered and waits for its turn, and nothing more is sent.
    expect(steps.slice(0, 3)).toEqual([
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
  });
});

describe('a store that fails', () => {
  it('stores what was answered meanwhile, where it can, and sends nothing new', async () => {
    const { replay, provider, samples, stores } = await setup(undefined, { concurrency: 1 });
    let puts = 0;
    const putSample: RunStore['putSample'] = async (sample) => {
      if (++puts > 1) return stores.runs.putSample(sample);
      await someTurns();
      throw new Error('the disk is full');
    };
    await expect(replay(going(), { putSample })).rejects.toThrow('the disk is full');
    expect(provider.calls).toHaveLength(2);
    expect(await samples()).toHaveLength(1);
  });

  it('ends the run after what was in flight, and tells the reason', async () => {
    const { replay, provider } = await setup(undefined, { concurrency: 2 });
    const putSample = () => Promise.reject(new Error('the disk is full'));
    await expect(replay(going(), { putSample })).rejects.toThrow('the disk is full');
    expect(provider.calls.length).toBeLessThanOrEqual(2);
  });
});
