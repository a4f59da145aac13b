import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { Alert, IncidentAlert } from '../../lib/domain/verdict/alert.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { type RunDeps, runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import type { ProviderCompletion } from '../../lib/ports/provider.ts';
import { FakeProvider } from '../helpers/fake-provider.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { TestClock } from '../helpers/test-clock.ts';

/** What an answer is made of: a text, or one with a tool call. */
type Answer = Omit<ProviderCompletion, 'error'>;
type Answers = Readonly<Record<string, (random: Random, changed: boolean) => Answer>>;

const files = [
  { id: 'ticket-json', expectations: [{ kind: 'json' }] },
  { id: 'refund-reply', expectations: [{ kind: 'contains', text: 'refund' }] },
  { id: 'classify-urgency', expectations: [{ kind: 'equals', text: 'high' }] },
  { id: 'tool-lookup-order', expectations: [{ kind: 'tool-called', tool: 'lookup_order' }] },
  { id: 'ticket-json-short', expectations: [{ kind: 'json' }] },
  { id: 'tone-check', expectations: [{ kind: 'matches', pattern: '^(calm|angry)$' }] },
  { id: 'translate-reply', expectations: [] },
  { id: 'bullets-summary', expectations: [{ kind: 'matches', pattern: '^- ' }] },
];

const oneOf = (items: readonly string[], random: Random) => items[Math.floor(random() * items.length)] as string;
const said = (text: string): Answer => ({ text, finishReason: 'stop' });
const ticket = (random: Random) =>
  `{"customer": "Ana Lima", "order": "QX204518", "priority": "high", "team": "billing", "summary": "Charged twice${oneOf(['', ' for one order', '; asks for a refund'], random)}."}`;
const chatty =
  '{"customer": "Ana Lima", "order": "QX204518", "priority": "high", "team": "Billing Department"}\n\nI have set the priority to high because the customer was charged twice. Let me know if you would like me to draft a reply.';

/** A support desk; what changes is that tickets get a remark behind their JSON, and refunds are refused. */
const answers: Answers = {
  'ticket-json': (random, changed) => said(changed && random() < 0.7 ? chatty : ticket(random)),
  'ticket-json-short': (random, changed) =>
    said(changed && random() < 0.6 ? `Here is the ticket: ${ticket(random)}` : ticket(random)),
  'refund-reply': (random, changed) =>
    said(
      changed && random() < 0.6
        ? 'Dear Ana, unfortunately I cannot make changes to payments. Please contact your bank.'
        : `Dear Ana, I am sorry that you were charged twice. ${oneOf(['We refund it', 'Your refund is on its way', 'The refund takes five days'], random)}.`,
    ),
  'classify-urgency': (random, changed) => said(random() < (changed ? 0.9 : 0.05) ? 'urgent' : 'high'),
  'tool-lookup-order': () => ({
    text: '',
    finishReason: 'tool_calls',
    toolCalls: [{ name: 'lookup_order', arguments: '{"order": "QX204518"}' }],
  }),
  'tone-check': (random) => said(oneOf(['calm', 'angry'], random)),
  'translate-reply': (random) => said(oneOf(['Guten Tag, Ana', 'Liebe Ana', 'Hallo Ana', 'Sehr geehrte Ana'], random)),
  'bullets-summary': (random) => said(`- charged twice\n- ${oneOf(['asks for money', 'wants a refund'], random)}`),
};

export interface Detected {
  /** What was told, oldest first. */
  readonly alerts: readonly Alert[];
  readonly opened: IncidentAlert;
}

/**
 * What the real detector says of a support desk that changes after its baseline and some quiet runs, one run an hour, and goes
 * on until some runs behind the alarm. Everything but the answers is the product's own; the alarm comes at 07:05:12.
 */
export async function detectedChange({ behind = 0, seed = 'support' } = {}): Promise<Detected> {
  const endpoint = Endpoint.parse({
    id: 'support-gpt41',
    provider: 'fake',
    model: 'gpt-4.1-2025-04-14',
    repetitions: 3,
  });
  const goldens = files.map((file) =>
    goldenRequest(GoldenFile.parse({ ...file, messages: [{ role: 'user', content: file.id }] })),
  );
  const random = seededRandom(`detected ${seed}`);
  let changed = false;
  const provider = new FakeProvider(({ golden }) => {
    const tokens = changed && golden.id === 'tool-lookup-order' ? 431 : 412;
    return { outputTokens: 40, ...(answers[golden.id] as Answers[string])(random, changed), inputTokens: tokens };
  });
  const stores = memoryStores();
  const clock = new TestClock('2026-11-20T23:05:12.000Z');
  const alerts: Alert[] = [];
  const judging = { threshold: 8760, baselineRuns: 24, effectFloor: 0, salt: endpoint.id };
  const deps: RunDeps = {
    stores,
    provider,
    clock,
    random: seededRandom('plans'),
    sinks: new Map([['chat', { send: async (alert: Alert) => void alerts.push(alert) }]]),
    falseAlarmsPerYear: 1,
    conditions: { everySeconds: 3600, tellAfterRuns: 3 },
    judge: (run) => judgeRun(run, judging, { stores }),
  };
  const run = async () => {
    clock.advance(3_600_000);
    const outcome = await runEndpoint({ endpoint, goldens }, deps, { stop: new AbortController().signal });
    return outcome.kind === 'judged' && outcome.judgement.verdict.kind === 'drift-detected';
  };
  for (let i = 0; i < 28; i++) await run();
  changed = true;
  for (let i = 0; i < 12 && !(await run()); i++);
  for (let i = 0; i < behind; i++) await run();
  const named = alerts.map((alert) => ({ ...alert, endpoint: { ...alert.endpoint, provider: 'openai' } }));
  const opened = named.find((alert): alert is IncidentAlert => alert.kind === 'opened');
  if (opened === undefined) throw new Error('the change was not detected');
  return { alerts: named, opened };
}
