import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import type { RunRecord } from '../../lib/domain/run/run.ts';
import type { Alert } from '../../lib/domain/verdict/alert.ts';
import type { Fact } from '../../lib/domain/verdict/evidence.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import type { Verdict } from '../../lib/domain/verdict/verdict.ts';
import { hashConfiguration } from '../../lib/domain/verdict/watched.ts';
import { type NotifyDeps, notify } from '../../lib/monitor/tell/notify.ts';
import { judgementOf } from './judgements.ts';
import { memoryStores } from './memory-stores/memory-stores.ts';
import { TestClock } from './test-clock.ts';

const hourMs = 3_600_000;

/** What one run of an endpoint comes to. */
export interface FleetRun {
  readonly verdict?: Verdict;
  readonly facts?: readonly Fact[];
  /** Every call failed. */
  readonly isDown?: boolean;
}

/** Endpoints in memory whose runs are judged to order and told of by the real parts, each a minute after the one before. */
export function watchedFleet(count: number, more: Partial<NotifyDeps> = {}) {
  const stores = memoryStores();
  const clock = new TestClock();
  const sent: Alert[] = [];
  const sinks = new Map([['chat', { send: async (alert: Alert) => void sent.push(alert) }]]);
  const conditions = { everySeconds: 3600, tellAfterRuns: 3 };
  const deps: NotifyDeps = { stores, clock, sinks, conditions, ...more };
  const endpoints = Array.from({ length: count }, (_, i) =>
    Endpoint.parse({ id: `desk-${String(i + 1).padStart(3, '0')}`, provider: 'fake', model: 'pinned-1' }),
  );
  const begun = new Set<string>();

  async function run(endpoint: Endpoint, { verdict, facts = [], isDown = false }: FleetRun): Promise<Judgement> {
    const at = clock.now().toISOString();
    if (!begun.has(endpoint.id)) {
      const why = 'first run';
      const configuration = hashConfiguration(endpoint);
      await stores.epochs.add({ endpoint: endpoint.id, number: 1, startedAt: at, by: 'pinwatch', why, configuration });
      begun.add(endpoint.id);
    }
    const id = `${at.replace(/[-:.]/g, '')}-${endpoint.id}`;
    const tasks = [{ golden: 'refund', goldenVersion: 'v', repetition: 0 }];
    await stores.runs.open({ run: id, endpoint: endpoint.id, epoch: 1, seed: '1', plannedAt: at, tasks });
    const outcome = isDown ? { error: 'unreachable' } : { text: 'fine', finishReason: 'stop' };
    await stores.runs.putSample({ run: id, at, golden: 'refund', repetition: 0, ...outcome });
    const record: RunRecord = await stores.runs.close(id, { status: 'finished', finishedAt: at });
    const none: Verdict = {
      kind: 'inconclusive',
      reason: 'unreachable',
      needed: { runs: 0, drawsPerRun: 1 },
      earliestAlarmRuns: null,
    };
    const quiet: Verdict = { kind: 'no-drift-detected', suspected: false, earliestAlarmRuns: 4 };
    const judgement = judgementOf(record, isDown ? none : (verdict ?? quiet), facts);
    await stores.judgements.put(judgement);
    return notify(judgement, endpoint, deps);
  }

  /** One run of every endpoint; the next hour begins after it. */
  async function hour(of: FleetRun | ((index: number) => FleetRun) = {}): Promise<void> {
    const start = clock.now().getTime();
    for (const [i, endpoint] of endpoints.entries()) {
      await run(endpoint, typeof of === 'function' ? of(i) : of);
      clock.advance(Math.floor((0.8 * hourMs) / count));
    }
    clock.advance(start + hourMs - clock.now().getTime());
  }
  return { stores, clock, sent, deps, endpoints, hour, run };
}
