import { type GoldenRequest, goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import type { RunPlan } from '../../lib/domain/run/run.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import type { Action } from '../../lib/domain/verdict/action.ts';
import { Condition } from '../../lib/domain/verdict/condition.ts';
import type { Epoch } from '../../lib/domain/verdict/epoch.ts';
import type { BeforeAfter, Explanation } from '../../lib/domain/verdict/explanation.ts';
import type { Incident } from '../../lib/domain/verdict/incident.ts';
import type { GroupEntry } from '../../lib/domain/verdict/incident-group.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';

/** One valid record of each kind that stores keep; what matters to a test is given, the rest is plausible. */

export const goldenVersion = 'b'.repeat(64);

export function plan(run: string, changes: Partial<RunPlan> = {}): RunPlan {
  const tasks = ['reply-01', 'story-07'].flatMap((golden) =>
    [0, 1].map((repetition) => ({ golden, goldenVersion, repetition })),
  );
  return {
    run,
    endpoint: 'support',
    epoch: 1,
    plannedAt: '2026-11-22T09:00:00.000Z',
    seed: `seed ${run}`,
    tasks,
    ...changes,
  };
}

export function sample(run: string, golden: string, repetition: number, changes: Partial<Sample> = {}): Sample {
  return {
    run,
    at: '2026-11-22T09:00:01.000Z',
    golden,
    repetition,
    text: `Dear customer, answer ${repetition} to ${golden}: "naïve" — 日本 🙂\n\u0000\u2028`,
    finishReason: 'stop',
    inputTokens: 20,
    outputTokens: 7,
    toolCalls: [{ name: 'refund', arguments: '{"order": ' }],
    logprobs: [-0.25, -1.5],
    firstTokenTop: [['Dear', -0.25]],
    model: 'gpt-4.1-2025-04-14',
    endpoint: 'support',
    goldenVersion,
    latencyMs: 412.5,
    attempts: 1,
    ofAnotherTool: { kept: ['as', 1, null] },
    ...changes,
  };
}

export function failedSample(run: string, golden: string, repetition: number): Sample {
  return {
    run,
    at: '2026-11-22T09:00:02.000Z',
    endpoint: 'support',
    golden,
    repetition,
    error: 'rate-limited',
    attempts: 4,
  };
}

export function judgement(run: string, changes: Partial<Judgement> & { at?: string } = {}): Judgement {
  const { at = '2026-11-22T09:00:00.000Z', ...rest } = changes;
  return {
    run,
    endpoint: 'support',
    epoch: 1,
    detector: 'detector/1',
    evidence: {
      run,
      at,
      baselineRuns: 24,
      planned: 4,
      completed: 3,
      failed: 1,
      counted: true,
      channels: [
        {
          channel: 'text',
          group: 'text',
          score: 0.5,
          pValue: 0.04,
          references: 24,
          logStatistic: null,
          logThreshold: 9,
        },
      ],
      facts: [],
    },
    verdict: { kind: 'no-drift-detected', suspected: false, earliestAlarmRuns: 3 },
    ...rest,
  };
}

export function explanation(examples: BeforeAfter[]): Explanation {
  const when = { run: 'run-1', at: '2026-11-22T09:00:00.000Z' };
  return {
    since: { ...when, earliest: when, latest: when },
    effect: { estimate: 0.41, low: 0.36, high: 0.46 },
    trafficShare: 0.3,
    goldens: [{ golden: 'story-07', effect: 0.5, pValue: 0.01, significant: true }],
    goldensBy: 'run-label-permutation',
    rates: [],
    examples,
  };
}

export function epoch(number: number, changes: Partial<Epoch> = {}): Epoch {
  return {
    endpoint: 'support',
    number,
    startedAt: '2026-11-22T09:00:00.000Z',
    by: 'Ada',
    why: 'first baseline',
    configuration: 'c'.repeat(64),
    ...changes,
  };
}

export function incident(id: string, revision: number, changes: Partial<Incident> = {}): Incident {
  return {
    id,
    endpoint: 'support',
    epoch: 1,
    status: 'open',
    openedAt: '2026-11-22T09:00:00.000Z',
    openedByRun: 'run-1',
    updatedAt: '2026-11-22T09:00:00.000Z',
    lastRun: 'run-1',
    revision,
    ...changes,
  };
}

export function condition(id: string, revision: number, changes: Partial<Condition> = {}): Condition {
  const at = '2026-11-22T09:00:00.000Z';
  return Condition.parse({
    kind: 'unreachable',
    id,
    endpoint: 'support',
    status: 'open',
    since: '2026-11-22T07:00:00.000Z',
    firstRun: 'run-1',
    openedAt: at,
    run: 'run-3',
    runs: 3,
    updatedAt: at,
    failures: [{ class: 'not-found', calls: 4 }],
    revision,
    ...changes,
  });
}

export function action(number: number, changes: { endpoint?: string; by?: string; why?: string } = {}): Action {
  return {
    kind: 'acknowledged',
    endpoint: 'support',
    number,
    at: '2026-11-22T09:00:00.000Z',
    by: 'Ada',
    why: 'seen',
    incident: 'i-1',
    ...changes,
  };
}

export function groupEntry(number: number, subject: string, changes: Partial<GroupEntry> = {}): GroupEntry {
  return {
    number,
    event: 'joined',
    group: subject,
    subject,
    about: 'change',
    endpoint: 'support',
    provider: 'openai',
    model: 'pinned-1',
    at: '2026-11-22T09:00:00.000Z',
    onset: { after: '2026-11-22T08:00:00.000Z', until: '2026-11-22T09:00:00.000Z' },
    ...changes,
  };
}

export function golden(id: string, changes: Partial<GoldenRequest> = {}): GoldenRequest {
  return {
    ...goldenRequest({
      id,
      api: 'openai.chat',
      provenance: 'captured',
      body: { messages: [{ role: 'user', content: `Where is ${id}?` }], temperature: 0, unknown_key: { deep: [null] } },
      expectations: [{ kind: 'contains', text: 'order', caseSensitive: true }],
    }),
    ...changes,
  };
}
