import { describe, expect, it, vi } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { CallError } from '../../lib/domain/errors.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { prepareRun } from '../../lib/drift/run-profile.ts';
import { newTripwires, watchTripwires } from '../../lib/drift/tripwires.ts';
import { observeRun } from '../../lib/features/observe-run.ts';
import { planRun } from '../../lib/plan/plan-run.ts';
import type { ProviderRequest } from '../../lib/ports/provider.ts';
import { PromptCounter } from '../../lib/replay/count-prompt.ts';
import { RateLimiter } from '../../lib/replay/rate-limiter.ts';
import { replayRun } from '../../lib/replay/replay-run.ts';
import { FakeProvider, type Script } from '../helpers/fake-provider.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { TestClock } from '../helpers/test-clock.ts';

const goldens = ['bullets', 'refund'].map((id) =>
  goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content: `the secret of ${id}` }] })),
);
type Count = (request: ProviderRequest, signal: AbortSignal) => Promise<number | undefined>;

const signals = { stop: new AbortController().signal, cancel: new AbortController().signal };

const silent: Script = () => ({ text: 'Yes', outputTokens: 1 });

async function run(script: Script, count: Count | undefined, { at = 0, settings = {} } = {}) {
  const endpoint = Endpoint.parse({ id: 'support', provider: 'fake', model: 'm', repetitions: 3, ...settings });
  const stores = memoryStores();
  for (const golden of goldens) await stores.goldens.put(golden);
  const clock = new TestClock();
  const plan = planRun({ endpoint, epoch: 1, goldens, at: new Date(clock.now().getTime() + at), seed: 'seed' });
  await stores.runs.open(plan);
  const asked: string[] = [];
  const provider = Object.assign(
    new FakeProvider(script),
    count && {
      countTokens: (request: ProviderRequest, signal: AbortSignal) => {
        asked.push(request.golden.id);
        return count(request, signal);
      },
    },
  );
  const deps = { runs: stores.runs, goldens: stores.goldens, provider, clock, random: seededRandom('jitter') };
  const complete = await replayRun({ plan, endpoint }, deps, { stop: new AbortController().signal });
  const samples = await stores.runs.samples(plan.run);
  return { asked, complete, samples, clock, plan };
}

describe('prompts whose answers do not say how long they are', () => {
  it('are counted once for each golden of a run, along with its first draw', async () => {
    const { asked, samples } = await run(silent, async () => 12);
    expect(asked.sort()).toEqual(['bullets', 'refund']);
    expect(samples.map(({ repetition, countedInputTokens }) => [repetition, countedInputTokens])).toEqual([
      ...[
        [0, 12],
        [1, undefined],
        [2, undefined],
      ],
      ...[
        [0, 12],
        [1, undefined],
        [2, undefined],
      ],
    ]);
    expect(samples.some(({ inputTokens }) => inputTokens !== undefined)).toBe(false);
  });

  it('are the only ones that are counted', async () => {
    expect(
      (
        await run(
          () => ({ text: 'Yes', inputTokens: 12 }),
          async () => 13,
        )
      ).asked,
    ).toEqual([]);
    expect(
      (
        await run(
          () => ({ error: 'invalid-request' }),
          async () => 13,
        )
      ).asked,
    ).toEqual([]);
    expect((await run(silent, undefined)).complete).toBe(true);
  });

  it('stay uncounted without harm to their draw, which notes why', async () => {
    const failing = async () => Promise.reject(new CallError('overloaded'));
    const { asked, complete, samples } = await run(silent, failing);
    expect([asked.length, complete]).toEqual([2, true]);
    expect(samples[0]).toMatchObject({ text: 'Yes', notes: ['prompt tokens not counted: overloaded'], attempts: 1 });
    expect(samples[0]).not.toHaveProperty('error');
    expect(samples[1]).not.toHaveProperty('notes');
  });

  it('survive what nobody foresaw, and keep it to themselves', async () => {
    const { complete, samples } = await run(silent, async () => Promise.reject(new Error('the secret of refund')));
    expect(complete).toBe(true);
    expect(samples[0]).toMatchObject({ notes: ['prompt tokens not counted: unknown'] });
    expect(JSON.stringify(samples)).not.toContain('secret');
  });

  it.each(['not-found', 'permission-denied', 'timeout'] as const)(
    'are not asked for again in a run after %s',
    async (failure) => {
      const failing = async () => Promise.reject(new CallError(failure));
      expect((await run(silent, failing, { settings: { concurrency: 1 } })).asked).toHaveLength(1);
    },
  );

  it('are given up for good, whatever comes of those that were on their way', async () => {
    const answers = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
    const asked: Promise<number>[] = [];
    const countTokens = () => {
      const answer = (answers[asked.length] as (typeof answers)[number]).promise;
      asked.push(answer);
      return answer;
    };
    const prompts = new PromptCounter({ countTokens }, new RateLimiter(new TestClock()));
    const at = '2026-11-22T09:00:00.000Z';
    const count = () => prompts.withCount({ run: 'r', at, golden: 'g', repetition: 0, text: '' }, {} as never, signals);
    const both = [count(), count()];
    await vi.waitUntil(() => asked.length === 2);
    answers[0]?.reject(new CallError('not-found'));
    await both[0];
    answers[1]?.reject(new CallError('overloaded'));
    await both[1];
    expect(await count()).not.toHaveProperty('notes');
    expect(asked).toHaveLength(2);
  });

  it('wait for their turn as requests do', async () => {
    const paced = await run(silent, async () => 12, { settings: { concurrency: 1, requestsPerMinute: 60 } });
    const free = await run(silent, undefined, { settings: { concurrency: 1, requestsPerMinute: 60 } });
    const seconds = ({ clock }: typeof paced) => clock.now().getTime() / 1000;
    expect(seconds(paced) - seconds(free)).toBe(2);
  });

  it('trip the wire when their count moves, and only then', async () => {
    let state = newTripwires;
    const facts = [];
    for (const [day, tokens] of [12, 12, 12, 14, 14, 14].entries()) {
      const { plan, samples } = await run(silent, async () => tokens, { at: day * 86_400_000 });
      const observed = observeRun({ run: plan.run, at: plan.plannedAt, samples, planned: 6 });
      const watched = watchTripwires(state, prepareRun(observed), day < 2);
      state = watched.state;
      facts.push(watched.facts.map(({ kind, golden, was, now }) => ({ kind, golden, was, now })));
    }
    const told = ['bullets', 'refund'].map((golden) => ({
      kind: 'prompt-tokens',
      golden: expect.stringContaining(golden),
      was: ['12'],
      now: '14',
    }));
    expect(facts).toEqual([[], [], [], [], told, []]);
  });
});
