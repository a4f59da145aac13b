import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { familyOf } from '../../domain/endpoint/provider-family.ts';
import { BusyError, ConfigError } from '../../domain/errors.ts';
import { noLimits } from '../../domain/run/limits.ts';
import type { RunPlan } from '../../domain/run/run.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Stores } from '../../ports/stores.ts';
import { clearBatches, giveUpBatches } from '../../replay/batch/clear-batches.ts';
import { replayAsBatch } from '../../replay/batch/replay-as-batch.ts';
import type { ReplaySignals } from '../../replay/replay-signals.ts';
import { coverRun } from '../cover-run.ts';

export interface TendDeps {
  readonly stores: Pick<Stores, 'runs' | 'goldens' | 'batches' | 'spending' | 'alerts'>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Opens the provider of an endpoint; without its key, one that refuses every call. */
  readonly provider: (endpoint: Endpoint) => Promise<Provider>;
}

/**
 * Takes what an endpoint has at its provider as batches a step further, as its task says: hands in, collects, cancels, and
 * removes what nobody waits for. Killed anywhere and called again it hands in nothing twice, as that an attempt is made is
 * stored before it.
 *
 * @param endpoint undefined where it was taken out of the project.
 * @returns the task without its batches, with the runs that are over by now among those to judge.
 * @throws {BusyError} while another worker is at the same batches; its claim lapses when that one was killed.
 */
export async function tendBatches(
  task: TickTask,
  endpoint: Endpoint | undefined,
  deps: TendDeps,
  signals: ReplaySignals,
): Promise<TickTask> {
  const { batches, ...left } = task;
  if (batches === undefined) return left;
  const claim = `batches ${task.endpoint} ${task.family}`;
  if (!(await deps.stores.alerts.claim(claim, deps.clock.now().toISOString())))
    throw new BusyError(`batches of ${task.endpoint} are followed by somebody else`);
  try {
    for (const run of batches.giveUp) await giveUpBatches(run, deps.stores);
    const ended: string[] = [];
    let isCutShort = task.isCutShort;
    for (const plan of endpoint === undefined ? [] : await openOf(batches.goOn, endpoint, deps)) {
      if (signals.stop.aborted) break;
      const step = await goOn(plan, endpoint as Endpoint, task, deps, signals);
      if (step !== 'waits') ended.push(plan.run);
      if (step === 'unpaid' && plan.run === task.run) isCutShort = true;
    }
    await clear(task, endpoint, deps, signals);
    return { ...left, isCutShort, judge: [...new Set([...task.judge, ...ended])].sort() };
  } finally {
    await deps.stores.alerts.release(claim);
  }
}

async function openOf(runs: readonly string[], { id }: Endpoint, { stores }: TendDeps): Promise<RunPlan[]> {
  if (runs.length === 0) return [];
  return (await stores.runs.openPlans(id)).filter(({ run }) => runs.includes(run));
}

async function goOn(
  plan: RunPlan,
  endpoint: Endpoint,
  { limits = noLimits }: TickTask,
  deps: TendDeps,
  signals: ReplaySignals,
): Promise<'answered' | 'waits' | 'unpaid'> {
  const { stores, clock, random } = deps;
  const { budget } = await coverRun(plan, endpoint, { stores, limits: () => limits });
  if (budget === undefined) return 'unpaid';
  const { runs, goldens, batches } = stores;
  const replaying = { runs, goldens, batches, provider: await deps.provider(endpoint), clock, random };
  if (await replayAsBatch({ plan, endpoint, budget }, replaying, signals)) return 'answered';
  return budget.isUsedUp ? 'unpaid' : 'waits';
}

/** Cancels and removes what no run waits for; each with the endpoint as it was, whose key may be gone where it was removed. */
async function clear(
  { endpoint: id, family }: TickTask,
  now: Endpoint | undefined,
  { stores: { batches, runs }, clock, provider }: TendDeps,
  { cancel = new AbortController().signal }: ReplaySignals,
): Promise<void> {
  const left = (await batches.list()).filter(({ endpoint }) => endpoint.id === id && familyOf(endpoint) === family);
  const [first] = left;
  if (first === undefined) return;
  try {
    const { batches: opened } = await provider(now?.provider === first.endpoint.provider ? now : first.endpoint);
    if (opened !== undefined) await clearBatches(left, opened, { batches, clock, runs }, cancel);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error; // it is tried again for a month
  }
}
