import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { TickTask } from '../../domain/run/tick.ts';
import { followLifecycle } from '../../models/follow-lifecycle.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderEntry } from '../../providers/provider-entry.ts';
import { keyProblem, providerWithoutKey } from '../../providers/without-key.ts';
import { replayShard } from '../../replay/replay-shard.ts';
import { systemClock } from '../../system/clock.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { monitorMetrics } from '../names/metrics.ts';
import { ProviderSecret, readSecret } from '../secret.ts';
import type { AwsStores } from '../stores/open-aws-stores.ts';
import { deadlineSignals, reserveMs } from './deadline.ts';
import { type Cloud, endpointOf, openCloud } from './open-cloud.ts';
import { publishMetrics } from './publish-metrics.ts';

/** Of a task that was planned before there were deadlines. */
const farFuture = '9999-12-31T00:00:00Z';

interface Opened extends Pick<Cloud, 'project'> {
  readonly stores: Pick<AwsStores, 'runs' | 'goldens' | 'alerts' | 'notices' | 'spending'>;
  readonly clock?: Clock;
}

/**
 * Replays the next shard of a task at an endpoint of one family, and finds out by the way whether the model is going to
 * retire. Past the deadline of a task nothing is sent: what is left of it is skipped, and judged as missing. Keys are read anew for each shard: a function lives for hours, and a key that was mended is to be used at once.
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
    const endpoint = endpointOf(await project(task.project), task.endpoint);
    const entry = family[endpoint.provider];
    if (entry === undefined) throw new Error(`endpoint ${endpoint.id} belongs to another function`);
    const keys = arn === undefined ? {} : await readSecret(arn, ProviderSecret, secrets);
    const open = { ...process.env, ...keys };
    const missing = keyProblem(endpoint, entry.keyEnv(endpoint), open);
    const provider = missing === undefined ? await entry.load({ env: open }) : providerWithoutKey(missing);
    const { runs, goldens, alerts: claims, notices, spending } = stores;
    const signals = deadlineSignals(Math.min(remainingMs, untilDeadlineMs), endpoint.timeoutSeconds);
    const asking = { ask: task.shard === 0, stop: signals.stop };
    const meanwhile = followLifecycle(endpoint, asking, { provider, notices, clock });
    const deps = { runs, goldens, claims, spending, provider, clock, random: Math.random };
    const left = await replayShard({ task, endpoint }, { ...deps, onStored: meanwhile.onStored }, signals);
    await meanwhile.done();
    if (left.isCutShort) {
      const values = { [monitorMetrics.endpointsOverBudget]: 1 };
      publishMetrics(env, { at: clock.now(), values });
    }
    return left;
  };
}
