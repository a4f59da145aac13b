import { expect, it } from 'vitest';
import type { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { isReplayedAt } from '../../lib/domain/endpoint/replayed-at.ts';
import { withCanaries } from '../../lib/domain/endpoint/with-canaries.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { ProjectFile } from '../../lib/domain/project/project.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { earliestAlarm } from '../../lib/drift/earliest-alarm.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { judgingSettings } from '../../lib/monitor/judge/judging-settings.ts';
import { runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import type { ProviderCompletion } from '../../lib/ports/provider.ts';
import { planCosts } from '../../lib/power/endpoint-costs.ts';
import { planDetection } from '../../lib/power/plan-project.ts';
import { FakeProvider } from '../helpers/fake-provider.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { TestClock } from '../helpers/test-clock.ts';

const file = ProjectFile.parse({
  version: 1,
  every: '6h',
  endpoints: [
    {
      ...{ id: 'support', provider: 'openai', model: 'm', baseURL: 'http://127.0.0.1:9/v1', maxAttempts: 1 },
      ...{ repetitions: 2, baselineRuns: 24, price: { input: 0.4, output: 1.6 } },
      canary: { every: '1h' },
    },
  ],
});
const project = { ...file, endpoints: withCanaries(file.endpoints) };
const messages = (content: string) => [{ role: 'user', content }];
const sharp = { endpoint: 'support', by: 'near-tie', foundAt: '2026-11-01T00:00:00Z', round: 1, draws: 8, varies: 0 };
const parameters = { temperature: 0.7, max_tokens: 40 };
const oneToken = { max_tokens: 1, temperature: 0, logprobs: true, top_logprobs: 5 };
const all = [0, 1, 2, 3]
  .flatMap((i) => [
    { id: `golden-${i}`, messages: messages(`Late ${i}?`), parameters },
    { id: `sharp-${i}`, api: 'openai.chat', body: { messages: messages(`word ${i}`), ...oneToken }, sharp },
  ])
  .map((golden) => goldenRequest(GoldenFile.parse(golden)));

const random = seededRandom('plan of a canary');
const words = ['late', 'here', 'lost', 'found', 'sent', 'paid'];
const word = () => words[Math.floor(random() * words.length)];

/** Sharp goldens: two tokens, 0.2 to 0.8 nats apart, with a little noise; the others say one of many sentences. */
function answerTo(id: string): ProviderCompletion {
  const common = { inputTokens: 12, latencyMs: 100, model: 'm', finishReason: 'stop' };
  const sentence = `It is ${word()} and ${word()} since ${word()}.`;
  if (!id.startsWith('sharp')) return { ...common, text: sentence, outputTokens: 9 };
  const gap = 0.2 * (1 + Number(id.at(-1))) + 0.02 * (random() - 0.5);
  const yes = -Math.log(1.2 * (1 + Math.exp(-gap))); // a sixth is left to other tokens
  const firstTokenTop: [string, number][] = [
    ['Yes', yes],
    ['No', yes - gap],
  ];
  return { ...common, text: 'Yes', outputTokens: 1, logprobs: [yes], firstTokenTop };
}

it('a plan tells how soon stored sharp goldens find a change, alone and with the goldens beside them', async () => {
  const [stores, clock] = [memoryStores(), new TestClock()];
  const goldens = (endpoint: Endpoint) => all.filter((golden) => isReplayedAt(endpoint, golden));
  const provider = new FakeProvider(({ golden }) => answerTo(golden.id));
  const conditions = { everySeconds: 3600, tellAfterRuns: 3 };
  for (const endpoint of project.endpoints) {
    // While a baseline is learned nothing is judged, which takes longer than the plan.
    const settings = { ...judgingSettings(endpoint, project), baselineRuns: 300 };
    const judge = (one: Parameters<typeof judgeRun>[0]) => judgeRun(one, settings, { stores });
    const deps = { stores, provider, clock, random, sinks: new Map(), conditions, judge };
    for (let run = 0; run < 92; run++) {
      const stop = new AbortController().signal;
      await runEndpoint({ endpoint, goldens: goldens(endpoint) }, deps, { stop });
      clock.advance(3_600_000);
    }
  }
  const toPlan = { project, goldens, stores };
  const { endpoints } = await planDetection(await planCosts(toPlan), toPlan);
  const [owner, stream] = endpoints;
  const { canary, now } = owner?.detection ?? {};
  const found = stream?.detection;
  expect(canary).toMatchObject({
    stream: 'support.canary',
    isCurrent: true,
    origin: 'stored',
    goldens: 4,
    every: '1h',
  });

  // Odds three times as large turn every near-tie: no method could tell it sooner than the fewest runs that any needs.
  const fewest = earliestAlarm(found?.references ?? 0, found?.now.threshold ?? 0) ?? 0;
  expect(canary?.moved).toBe(1);
  expect(canary?.subtle.most).toBeLessThanOrEqual(fewest + 1);
  expect(found?.now).toMatchObject({ every: '1h', subtle: { runs: canary?.subtle.runs } });
  expect(stream?.goldens.map(({ detection }) => detection?.carries)).toEqual([true, true, true, true]);
  expect(stream?.yearMicros).toBeLessThan(1_000_000);

  // Both have half of the promise, so the goldens' threshold is twice what it would be, with the runs that confirm.
  expect(now?.threshold).toBeCloseTo(2 * (1.1 * 4 * 365 + 4), 0);
  const alone = (of: 'gross' | 'subtle') => ((now?.[of].runs ?? Number.POSITIVE_INFINITY) - 0.5) * 6 * 3600;
  expect(canary?.now.first.subtle).toBeLessThan(alone('subtle'));
  expect(canary?.now.goldens.gross).toBeLessThan(alone('gross')); // the confirming runs come sooner than the schedule
  expect(canary?.now.costMicros).toBeCloseTo((owner?.costMicros ?? 0) + (stream?.costMicros ?? 0), 0);
});
