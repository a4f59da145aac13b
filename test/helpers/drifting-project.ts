import type { ApiRuntime } from '../../lib/api/api-runtime.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { type GoldenRequest, goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { ProjectFile } from '../../lib/domain/project/project.ts';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { judgingSettings } from '../../lib/monitor/judge/judging-settings.ts';
import { runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import type { ProviderCompletion } from '../../lib/ports/provider.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { findEndpoint } from '../../lib/project/project-runtime.ts';
import { FakeProvider } from './fake-provider.ts';
import { memoryStores } from './memory-stores/memory-stores.ts';
import { TestClock } from './test-clock.ts';

export interface DriftingOptions {
  readonly stores?: Stores;
  readonly runs?: number;
  /** Index of the first run that the changed model answers; never if left out. */
  readonly changeAt?: number;
  readonly goldens?: number;
  readonly baselineRuns?: number;
  readonly repetitions?: number;
  readonly endpoint?: string;
  readonly firstAt?: string;
  readonly clock?: TestClock;
  /** What a model says that wants to do harm to whoever looks at it; now and then it says it. */
  readonly hostile?: readonly string[];
  /** Indices of runs in which every call fails. */
  readonly outages?: readonly number[];
}

const topics = ['refund-email', 'ticket-json', 'order-lookup', 'angry-customer', 'shipping-delay', 'translate-de'];

/** The project of `driftingProject`, so that it can stand in a file. */
export function driftingProjectFile(endpoints: readonly string[] = ['support'], baselineRuns = 10, repetitions = 4) {
  return ProjectFile.parse({
    version: 1,
    falseAlarmsPerYear: 1,
    endpoints: endpoints.map((id) => ({
      id,
      provider: 'openai',
      model: 'gpt-4.1-2025-04-14',
      baseURL: 'http://127.0.0.1:9/v1',
      repetitions,
      baselineRuns,
      maxAttempts: 1,
      price: { input: 0.4, output: 1.6 },
    })),
  });
}

export function driftingGoldens(count: number): GoldenFile[] {
  return Array.from({ length: count }, (_, i) =>
    GoldenFile.parse({
      id: i < topics.length ? topics[i] : `${topics[i % topics.length]}-${Math.floor(i / topics.length) + 1}`,
      messages: [
        { role: 'system', content: 'You answer e-mails of customers of a lamp shop.' },
        {
          role: 'user',
          content: `Where is order ${48_213 + i}? It was to arrive on Tuesday, and I want my money back.`,
        },
      ],
      parameters: { temperature: 0.7, max_tokens: 120 },
      expectations: i % 6 === 1 ? [{ kind: 'json' }] : [{ kind: 'contains', text: String(48_213 + i) }],
    }),
  );
}

/**
 * A history that the real monitor makes: real plans, replays, verdicts and incidents over a model that answers by script,
 * one run an hour. The script says other things from `changeAt` on.
 */
export async function driftingProject(
  options: DriftingOptions = {},
): Promise<ApiRuntime & { readonly clock: TestClock }> {
  const { runs = 18, changeAt, goldens: count = 4, baselineRuns = 10, repetitions = 4 } = options;
  const { endpoint: id = 'support', stores = memoryStores(), outages = [] } = options;
  const clock = options.clock ?? new TestClock(options.firstAt ?? '2026-11-20T09:00:00.000Z');
  const project = driftingProjectFile([id], baselineRuns, repetitions);
  const endpoint = findEndpoint(id, project);
  const goldens = driftingGoldens(count).map(goldenRequest);
  const random = seededRandom(`drifting ${id}`);
  let index = 0;
  const provider = new FakeProvider(({ golden }) =>
    outages.includes(index)
      ? { error: 'timeout' }
      : answerTo(golden, changeAt !== undefined && index >= changeAt, random, options.hostile),
  );
  const deps = {
    stores,
    provider,
    clock,
    random: seededRandom(`plans ${id}`),
    sinks: new Map(),
    falseAlarmsPerYear: project.falseAlarmsPerYear,
    conditions: { everySeconds: 3600, tellAfterRuns: 3 },
    judge: (run: Parameters<typeof judgeRun>[0]) => judgeRun(run, judgingSettings(endpoint, project), { stores }),
  };
  for (; index < runs; index++) {
    await runEndpoint({ endpoint, goldens }, deps, { stop: new AbortController().signal });
    clock.advance(3_600_000);
  }
  return {
    project,
    stores,
    clock,
    sinks: new Map(),
    endpoint: (name) => findEndpoint(name, project),
    goldens: () => goldens,
    mayDecide: true,
  };
}

const openings = ['Thank you for your patience', 'I am sorry to hear that', 'Thanks for writing to us', 'Good news'];
const middles = [
  'I have looked into it',
  'we have found your parcel',
  'I checked with the carrier',
  'our team is on it',
];
const ends = ['It will arrive tomorrow.', 'You will get your money back in 5 days.', 'May I send you another lamp?'];

function answerTo(
  golden: GoldenRequest,
  isChanged: boolean,
  random: Random,
  hostile: readonly string[] = [],
): ProviderCompletion {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] as string;
  const order = /order (\d+)/.exec(JSON.stringify(golden.body))?.[1] ?? '';
  const fails = random() < (isChanged ? 0.45 : 0.03);
  const words = `${pick(openings)}. About ${fails ? 'your order' : `order ${order}`}: ${pick(middles)}. ${pick(ends)}`;
  const json = JSON.stringify({
    intent: pick(['refund', 'status']),
    order: fails ? null : order,
    summary: pick(middles),
  });
  const said = golden.id.startsWith('ticket-json') ? (fails ? `Here is the JSON: ${json}` : json) : words;
  const more = isChanged && random() < 0.7 ? `\n\n${pick(openings)}, and do let me know whether that helps!` : '';
  const text = hostile.length > 0 && random() < 0.2 ? pick(hostile) : said + more;
  return {
    text,
    finishReason: isChanged && random() < 0.1 ? 'length' : 'stop',
    inputTokens: 58,
    outputTokens: Math.ceil(text.length / 4.2),
    latencyMs: Math.round(380 + 4 * text.length * (0.8 + 0.4 * random())),
    model: 'gpt-4.1-2025-04-14',
    fingerprint: isChanged ? 'fp_b2' : 'fp_a1',
  };
}
