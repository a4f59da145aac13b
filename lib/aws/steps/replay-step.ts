import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import { followLifecycle } from '../../models/follow-lifecycle.ts';
import { tendBatches } from '../../monitor/tick/tend-batches.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Provider } from '../../ports/provider.ts';
import type { ProviderEntry } from '../../providers/provider-entry.ts';
import { keyProblem, refusingProvider } from '../../providers/refusing-provider.ts';
import { replayShard } from '../../replay/replay-shard.ts';
import { systemClock } from '../../system/clock.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { monitorMetrics } from '../names/metrics.ts';
import { ProviderSecret, readSecret } from '../secret.ts';
import type { AwsStores } from '../stores/open-aws-stores.ts';
import { deadlineSignals, reserveMs } from './deadline.ts';
import { type Cloud, endpointIn, endpointOf, openCloud } from './open-cloud.ts';
import { publishMetrics } from './publish-metrics.ts';

/** Of a task that was planned before there were deadlines. */
const farFuture = '9999-12-31T00:00:00Z';

/** A call that hands a batch in, or fetches its answers, carries all of them. */
const longestCallSeconds = 600;

interface Opened extends Pick<Cloud, 'project'> {
  readonly stores: Pick<AwsStores, 'runs' | 'goldens' | 'alerts' | 'notices' | 'spending' | 'batches'>;
  readonly clock?: Clock;
}

/**
 * Takes the batches of a task a step further, or replays its next shard, at an endpoint of one family, and finds out by the way
 * whether the model is going to retire. Past the deadline of a task nothing is sent: what is left of it is skipped, and judged as
 * missing. Keys are read anew for each shard: a function lives for hours, and a key that was mended is to be used at once.
 */
export function replayStep(
  env: HandlerEnvironment<'replay'>,
  family: { readonly [provider: string]: ProviderEntry },
  { stores, project, clock = systemClock }: Opened = openCloud(env),
): (task: TickTask, remainingMs: number) => Promise<TickTask> {
  const arn = env.PROVIDER_SECRET_ARN;
  const secrets = new SecretsManagerClient();
  return async (task, remainingMs) => {
    const untilDeadlineMs = Date.parse(task.deadline ?? farFuture) - clock.now().getTime();
    if (untilDeadlineMs <= 2 * reserveMs) return { ...task, shard: task.shards };
    const pushed = await project(task.project);
    const leftMs = Math.min(remainingMs, untilDeadlineMs);
    const open = async (endpoint: Endpoint): Promise<Provider> => {
      const entry = family[endpoint.provider];
      if (entry === undefined) throw new Error(`endpoint ${endpoint.id} belongs to another function`);
      const keys = arn === undefined ? {} : await readSecret(arn, ProviderSecret, secrets);
      const variables = { ...process.env, ...keys };
      const missing = keyProblem(endpoint, entry.keyEnv(endpoint), variables);
      return missing === undefined ? entry.load({ env: variables }) : refusingProvider('authentication', missing);
    };
    if (task.batches !== undefined) {
      const watched = endpointIn(pushed, task.endpoint);
      const deps = { stores, clock, random: Math.random, provider: open };
      const tended = await tendBatches(task, watched, deps, deadlineSignals(leftMs, longestCallSeconds));
      const hasLiveRun = task.run !== undefined && watched !== undefined && watched.delivery !== 'batch';
      return told(hasLiveRun && !tended.isCutShort ? tended : { ...tended, shard: tended.shards });
    }
    const endpoint = endpointOf(pushed, task.endpoint);
    const provider = await open(endpoint);
    const { runs, goldens, alerts: claims, notices, spending } = stores;
    const signals = deadlineSignals(leftMs, endpoint.timeoutSeconds);
    const asking = { ask: task.shard === 0, stop: signals.stop };
    const meanwhile = followLifecycle(endpoint, asking, { provider, notices, clock });
    const deps = { runs, goldens, claims, spending, provider, clock, random: Math.random };
    const left = await replayShard({ task, endpoint }, { ...deps, onStored: meanwhile.onStored }, signals);
    await meanwhile.done();
    return told(left);
  };

  function told(left: TickTask): TickTask {
    if (left.isCutShort) {
      const values = { [monitorMetrics.endpointsOverBudget]: 1 };
      publishMetrics(env, { at: clock.now(), values });
    }
    return left;
  }
}
