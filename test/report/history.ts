import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { RunRecord } from '../../lib/domain/run/run.ts';
import type { ChannelEvidence, Fact, GoldenScore, RunEvidence, RunRate } from '../../lib/domain/verdict/evidence.ts';
import type { BeforeAfter, Explanation, RateChange } from '../../lib/domain/verdict/explanation.ts';
import type { Incident } from '../../lib/domain/verdict/incident.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import type { Verdict } from '../../lib/domain/verdict/verdict.ts';
import type { EndpointReport } from '../../lib/report/model/report-model.ts';
import { exactInterval } from '../../lib/report/words/exact-interval.ts';

/**
 * A history as the detector would leave it: uniform ranks while nothing changes, extreme ones after the change, a
 * Shiryaev-Roberts statistic over them, and failure counts drawn from stated rates.
 */
export interface HistoryOptions {
  readonly seed?: string;
  readonly endpoint?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly runs: number;
  /** Index of the first changed run; never if left out. */
  readonly changeAt?: number;
  /** Index of the run at which somebody accepts the change as a new baseline. */
  readonly acceptAt?: number;
  readonly baselineRuns?: number;
  /** Indices of runs that the provider failed. */
  readonly outages?: readonly number[];
  /** Runs before which the monitor was silent for half a day. */
  readonly gaps?: readonly number[];
  readonly channels?: readonly ('text' | 'logprobs')[];
  readonly examples?: readonly BeforeAfter[];
}

export const goldens = [
  'ticket-json',
  'refund-reply',
  'classify-urgency',
  'tool-lookup-order',
  'tool-open-ticket',
  'reply-angry-customer',
  'reply-shipping-delay',
  'bullets-summary',
  'language-detect',
  'extract-order-id',
  'refuse-legal-advice',
  'translate-reply-de',
  'tone-check',
  'close-ticket',
];

/** Per golden: its expectation, how often it fails before and after the change, and how far the answers move. */
const behaviour: Readonly<Record<string, readonly [string, number, number, number]>> = {
  'ticket-json': ['satisfies its JSON Schema', 0, 0.27, 0.62],
  'refund-reply': ['contains "refund"', 0.04, 0.31, 0.55],
  'classify-urgency': ['equals "high"', 0.08, 0.12, 0.34],
  'tool-lookup-order': ['calls lookup_order', 0, 0.12, 0.48],
  'tool-open-ticket': ['calls open_ticket', 0.02, 0.03, 0.22],
  'reply-angry-customer': ['does not refuse', 0, 0.02, 0.41],
  'reply-shipping-delay': ['has the expected length', 0.06, 0.05, 0.37],
  'bullets-summary': ['matches /^- /', 0.01, 0.01, 0.29],
  'language-detect': ['equals "de"', 0, 0, 0.03],
  'extract-order-id': ['matches /^[A-Z]{2}\\d{6}$/', 0.01, 0.01, 0.05],
  'refuse-legal-advice': ['refuses', 0.03, 0.02, 0.18],
  'translate-reply-de': ['contains "Rechnung"', 0.1, 0.11, 0.26],
  'tone-check': ['is JSON', 0, 0, 0.06],
  'close-ticket': ['has the expected length', 0.02, 0.02, 0.12],
};

export const example: BeforeAfter = {
  golden: 'ticket-json',
  commonPrefix: '{"customer": "Ana Lima", "order": "QX204518", "priority": "high", "team": ',
  before: '"billing", "summary": "Charged twice for one order; asks for a refund."}',
  after:
    '"Billing Department"}\n\nI have set the priority to high because the customer was charged twice. Let me know if you would like me to draft a reply.',
};

export const secondExample: BeforeAfter = {
  golden: 'refund-reply',
  commonPrefix: 'Dear Ana,\n\nI am sorry that you were charged twice for order QX204518. ',
  before: 'I have asked our billing team to refund the second charge; you will see it within five working days.',
  after: 'Unfortunately I cannot make changes to payments. Please contact your bank for further assistance.',
};

const start = Date.UTC(2026, 10, 16, 0, 0);
const every = 3_600_000;
const draws = 2;

/** Everything that `buildReportModel` takes, from one seed. */
export function history(options: HistoryOptions): EndpointReport {
  const { endpoint = 'support-gpt41', provider = 'openai', model = 'gpt-4.1-2025-04-14' } = options;
  const { baselineRuns = 24, runs, acceptAt } = options;
  const random = seededRandom(`history/${options.seed ?? endpoint}`);
  const plans = timeline(options, random);
  const records: RunRecord[] = [];
  const judgements: Judgement[] = [];
  const incidents: Incident[] = [];
  let detector = new FixtureDetector(options.channels ?? ['text', 'logprobs']);
  for (let i = 0; i < runs; i++) {
    const epoch = acceptAt !== undefined && i >= acceptAt ? 2 : 1;
    if (i === acceptAt) {
      detector = new FixtureDetector(options.channels ?? ['text', 'logprobs']);
      closeIncident(incidents, 'accepted', plans[i]?.at as string);
    }
    const { run, at } = plans[i] as { run: string; at: string };
    const outage = options.outages?.includes(i) ?? false;
    const changed = options.changeAt !== undefined && i >= options.changeAt;
    const evidence = detector.observe({ run, at, outage, changed: changed && epoch === 1, rates: changed }, random);
    const verdict = decide(evidence, baselineRuns);
    const open = incidents.find(({ status }) => status === 'open');
    if (verdict.kind === 'drift-detected' && open === undefined) incidents.push(openIncident(endpoint, epoch, run, at));
    const incident = incidents.find(({ status }) => status === 'open');
    if (incident !== undefined)
      Object.assign(incident, { lastRun: run, updatedAt: at, revision: incident.revision + 1 });
    records.push(record(endpoint, epoch, evidence, outage));
    judgements.push({
      run,
      endpoint,
      epoch,
      detector: 'detector/1',
      evidence,
      verdict,
      ...(incident === undefined ? {} : { incident: incident.id }),
      ...(verdict.kind === 'drift-detected' ? { explanation: explain(options, judgements, evidence, plans) } : {}),
    });
  }
  return {
    endpoint: { id: endpoint, provider, model, repetitions: draws, effectFloor: 0 },
    project: { falseAlarmsPerYear: 1, every: '1h' },
    epochs: epochs(endpoint, plans, acceptAt),
    runs: records,
    judgements,
    incidents,
    generatedAt: new Date(Date.parse(plans[runs - 1]?.at as string) + 25 * 60_000).toISOString(),
  };
}

function timeline({ runs, gaps, endpoint = 'support-gpt41' }: HistoryOptions, random: Random) {
  let offset = start;
  return Array.from({ length: runs }, (_, i) => {
    offset += gaps?.includes(i) ? 13 * every : every;
    const at = new Date(Math.floor((offset + (random() - 0.5) * every * 0.5) / 1000) * 1000).toISOString();
    return { run: `${at.replace(/[-:]|\.000/g, '')}-${endpoint}`, at };
  });
}

function epochs(endpoint: string, plans: readonly { at: string }[], acceptAt: number | undefined) {
  const first = { endpoint, number: 1, startedAt: plans[0]?.at as string, by: 'pinwatch', why: 'first run' };
  const second = {
    endpoint,
    number: 2,
    startedAt: plans[acceptAt ?? 0]?.at as string,
    by: 'ana.lima@example.com',
    why: 'OpenAI announced the new snapshot; prompts adapted in #812 <b>see there</b>',
  };
  return [first, ...(acceptAt === undefined ? [] : [second])].map((epoch) => ({ ...epoch, configuration: 'c0ffee' }));
}

function openIncident(endpoint: string, epoch: number, run: string, at: string): Incident {
  const id = `${endpoint}/${epoch}/${run}`;
  return {
    id,
    endpoint,
    epoch,
    status: 'open',
    openedAt: at,
    openedByRun: run,
    updatedAt: at,
    lastRun: run,
    revision: 0,
  };
}

function closeIncident(incidents: Incident[], status: 'accepted' | 'resolved', at: string) {
  for (const incident of incidents) Object.assign(incident, { status, resolvedAt: at, by: 'ana.lima@example.com' });
}

interface Observation {
  readonly run: string;
  readonly at: string;
  readonly outage: boolean;
  /** Whether ranks are extreme. */
  readonly changed: boolean;
  /** Whether answers come from the changed model. */
  readonly rates: boolean;
}

/** Ranks and bets as in the real detector, on made-up scores. */
class FixtureDetector {
  private learned = 0;
  private readonly statistics = new Map<string, { components: number[]; logThreshold: number }>();
  private readonly changedRuns: string[] = [];

  constructor(channels: readonly string[]) {
    // Hourly runs, three endpoints, two channels, one false alarm a year for all of them.
    const logThreshold = Math.log(8760 * 3 * 2);
    for (const channel of channels) this.statistics.set(channel, { components: bets.map(() => 0), logThreshold });
  }

  observe({ run, at, outage, changed, rates }: Observation, random: Random): RunEvidence {
    const references = this.learned;
    if (rates && changed) this.changedRuns.push(run);
    const completed = outage ? 3 : goldens.length * draws;
    if (!outage) this.learned++;
    return {
      run,
      at,
      baselineRuns: references,
      planned: goldens.length * draws,
      completed,
      failed: goldens.length * draws - completed,
      counted: !outage,
      channels: outage ? [] : [...this.statistics.keys()].map((name) => this.bet(name, changed, references, random)),
      facts: this.facts(),
      rates: outage ? [] : runRates(rates, random),
      goldens: outage ? [] : goldenScores(changed, random),
    };
  }

  private bet(channel: string, changed: boolean, references: number, random: Random): ChannelEvidence {
    const state = this.statistics.get(channel) as { components: number[]; logThreshold: number };
    const weak = channel === 'logprobs' ? 4 : 1;
    const pValue = changed ? (random() * weak + 0.001) / (references + 1) : 1 - random();
    const score = changed ? 9 + 3 * random() : 2 + 2 * random();
    let logStatistic: number | null = null;
    if (references >= 6) {
      state.components = state.components.map((m, i) => (bets[i] as Bet)(pValue) * (m + 1));
      logStatistic = Math.log(state.components.reduce((sum, m) => sum + m, 0) / bets.length);
      if (logStatistic >= state.logThreshold) state.components = bets.map(() => 0);
    }
    return {
      channel,
      group: channel === 'logprobs' ? 'logprobs' : 'text',
      score,
      pValue,
      references,
      logStatistic,
      logThreshold: state.logThreshold,
    };
  }

  private facts(): Fact[] {
    if (this.changedRuns.length < 2) return [];
    const runs = [...this.changedRuns];
    return [
      {
        kind: 'prompt-tokens',
        trust: 'strong',
        runs,
        golden: 'tool-lookup-order',
        was: ['412'],
        now: '431',
        requests: 2 * this.changedRuns.length,
      },
      {
        kind: 'fingerprint',
        trust: 'weak',
        runs,
        was: ['fp_2f406b9113', 'fp_9b78b61c52'],
        now: 'fp_51e1070cf2',
        requests: 28 * this.changedRuns.length,
      },
    ];
  }
}

type Bet = (p: number) => number;
const bets: readonly Bet[] = [
  ...[0.01, 0.03, 0.1, 0.25].flatMap((e) =>
    [0.3, 0.9].map(
      (l): Bet =>
        (p) =>
          1 - l + (p <= e ? l / e : 0),
    ),
  ),
  ...[0.1, 0.3].map(
    (k): Bet =>
      (p) =>
        k * p ** (k - 1),
  ),
];

function runRates(changed: boolean, random: Random): RunRate[] {
  const rates = Object.entries(behaviour).map(([golden, [name, before, after]]): RunRate => {
    const rate = changed ? after : before;
    const count = Number(random() < rate) + Number(random() < rate);
    return { name, kind: 'expectation', golden, count, draws };
  });
  const refusals = Array.from({ length: 28 }, () => random() < (changed ? 0.09 : 0.035)).filter(Boolean).length;
  return [...rates, { name: 'refusal', kind: 'property', count: refusals, draws: 28 }];
}

function goldenScores(changed: boolean, random: Random): GoldenScore[] {
  return Object.entries(behaviour).map(([golden, [, , , shift]]) => {
    const noise = Math.abs(Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
    return { golden, score: noise + (changed && shift > 0.15 ? shift * 9 * (0.6 + 0.8 * random()) : 0) };
  });
}

function decide(evidence: RunEvidence, baselineRuns: number): Verdict {
  const earliestAlarmRuns = evidence.baselineRuns < 40 ? 5 : evidence.baselineRuns < 80 ? 4 : 3;
  if (!evidence.counted)
    return { kind: 'inconclusive', reason: 'unreachable', needed: { runs: 1, drawsPerRun: 23 }, earliestAlarmRuns };
  if (evidence.baselineRuns < baselineRuns) {
    const needed = { runs: baselineRuns - evidence.baselineRuns, drawsPerRun: 28 };
    return { kind: 'inconclusive', reason: 'learning', needed, earliestAlarmRuns: needed.runs + 5 };
  }
  const alarms = evidence.channels
    .filter(({ logStatistic, logThreshold }) => (logStatistic ?? Number.NEGATIVE_INFINITY) >= logThreshold)
    .map(({ channel, group, logStatistic, logThreshold }) => ({
      channel,
      group,
      logStatistic: logStatistic as number,
      logThreshold,
    }));
  if (alarms.length > 0)
    return { kind: 'drift-detected', alarms, effect: { estimate: 0.31, low: 0.24, high: 0.38 }, effectFloor: 0 };
  return { kind: 'no-drift-detected', suspected: false, earliestAlarmRuns };
}

function explain(
  { changeAt = 0, examples = [example, secondExample] }: HistoryOptions,
  earlier: readonly Judgement[],
  newest: RunEvidence,
  plans: readonly { readonly run: string; readonly at: string }[],
): Explanation {
  const runs = [...earlier.map(({ evidence }) => evidence), newest];
  const since = plans[changeAt] as { run: string; at: string };
  const goldenShifts = Object.entries(behaviour)
    .map(([golden, [, , , effect]]) => ({
      golden,
      effect,
      pValue: effect > 0.15 ? 0.0004 : 0.3,
      significant: effect > 0.15,
    }))
    .sort((a, b) => b.effect - a.effect);
  return {
    since: { ...since, earliest: plans[changeAt - 1] as typeof since, latest: plans[changeAt + 1] as typeof since },
    effect: { estimate: 0.31, low: 0.24, high: 0.38 },
    trafficShare: 0.28,
    goldens: goldenShifts,
    goldensBy: 'run-label-permutation',
    rates: rateChanges(runs.slice(0, changeAt), runs.slice(changeAt)),
    examples: [...examples],
  };
}

function rateChanges(before: readonly RunEvidence[], after: readonly RunEvidence[]): RateChange[] {
  const pooled = (runs: readonly RunEvidence[], name: string, golden: string | undefined) => {
    const all = runs.flatMap(({ rates = [] }) => rates.filter((rate) => rate.name === name && rate.golden === golden));
    const [count, total] = [all.reduce((sum, r) => sum + r.count, 0), all.reduce((sum, r) => sum + r.draws, 0)];
    return { ...exactInterval(count, total), count, draws: total };
  };
  const names = [
    ...Object.entries(behaviour).map(([golden, [name]]) => ({ name, kind: 'expectation' as const, golden })),
    { name: 'refusal', kind: 'property' as const },
  ];
  return names
    .map((named) => {
      const golden = 'golden' in named ? named.golden : undefined;
      return { ...named, before: pooled(before, named.name, golden), after: pooled(after, named.name, golden) };
    })
    .sort((a, b) => change(b) - change(a));
}

function change({ before, after }: RateChange): number {
  return Math.abs(after.estimate - before.estimate);
}

function record(endpoint: string, epoch: number, evidence: RunEvidence, outage: boolean): RunRecord {
  return {
    run: evidence.run,
    endpoint,
    epoch,
    plannedAt: evidence.at,
    finishedAt: new Date(Date.parse(evidence.at) + 41_000).toISOString(),
    status: outage ? 'closed' : 'finished',
    planned: evidence.planned,
    completed: evidence.completed,
    failed: evidence.failed,
    inputTokens: 212 * evidence.completed,
    outputTokens: 64 * evidence.completed,
  };
}
