import { withoutPrice } from '../../domain/endpoint/price.ts';
import { isReplayedAt } from '../../domain/endpoint/replayed-at.ts';
import { ConfigError, type Problem, throwIfAny } from '../../domain/errors.ts';
import { alertEnvNames } from '../../domain/project/alert-target.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import { withStackBudget } from '../../domain/project/stack-budget.ts';
import type { LoadedProject } from '../../project/load-project.ts';
import { findEndpoint, type ProjectRuntime } from '../../project/project-runtime.ts';
import { keyEnvOf } from '../../providers/registry.ts';
import { loadWith } from '../../providers/shared/client-library.ts';
import { systemClock } from '../../system/clock.ts';
import { endpointsText } from '../names/stack-outputs.ts';
import type { Pushed } from '../stores/aws-projects.ts';
import { type AwsStores, openAwsStores } from '../stores/open-aws-stores.ts';
import { outOfReach } from './out-of-reach.ts';
import { type Deployed, findStack } from './stack.ts';
import { startTick } from './start-tick.ts';

/**
 * Opens what a deployed monitor watches and knows, as it was pushed last. What is decided here is told to people by the
 * monitor, which has the addresses: at once, or with the endpoint's next run.
 *
 * @throws {ConfigError} if there is no such stack, or nothing was pushed to it.
 */
export async function openDeployed(stack: string): Promise<ProjectRuntime> {
  const deployed = await findStack(stack);
  const stores = storesOf(deployed);
  const version = await stores.projects.current();
  if (version === undefined) {
    stores.close();
    throw new ConfigError([{ where: `stack ${stack}`, what: 'expected a project (pinwatch push), got none' }]);
  }
  const pushed = await stores.projects.get(version);
  const goldens = await stores.projects.goldens(pushed);
  const project = withStackBudget(pushed.project, {
    tokens: amountOf(deployed.monthlyTokens),
    money: amountOf(deployed.monthlyCost),
  });
  return {
    project,
    stores,
    notices: stores.notices,
    erasure: stores.erasure,
    inspection: stores.inspection,
    retentionDays: deployed.retentionDays === undefined ? undefined : Number(deployed.retentionDays),
    everyGolden: goldens,
    clock: systemClock,
    sinks: new Map(),
    tellOthers: (endpoints) => tellNow(stack, endpoints),
    endpoint: (id) => findEndpoint(id, project),
    goldens: (endpoint) => goldens.filter((golden) => isReplayedAt(endpoint, golden)),
    [Symbol.dispose]: () => stores.close(),
  };
}

function amountOf(output: string | undefined): number | undefined {
  return output === undefined ? undefined : Number(output);
}

/**
 * Starts the monitor's telling. Whatever keeps it from that (no permission, no client library, no answer): the decision is stored
 * by then, and the next run tells of it.
 */
async function tellNow(stack: string, tell: readonly string[]): Promise<boolean> {
  try {
    await startTick(stack, { tell });
    return true;
  } catch {
    return false;
  }
}

/**
 * Uploads a project and its goldens to a deployed monitor, where the next run uses them.
 *
 * @throws {ConfigError} with everything that would fail there: no such stack, keys and addresses that its secrets do not
 *   hold, endpoints without a price where it has a budget in money.
 */
export async function pushProject(loaded: LoadedProject, stack: string): Promise<PushedWithCare> {
  const deployed = await findStack(stack);
  throwIfAny([
    ...batchProblems(loaded.project, deployed),
    ...priceProblems(loaded.project, deployed),
    ...(await secretProblems(loaded.project, deployed)),
  ]);
  using stores = storesOf(deployed);
  const goldens = loaded.goldens.map(({ golden }) => golden);
  return { ...(await stores.projects.push(loaded.project, goldens)), warnings: warningsOf(loaded.project, deployed) };
}

/** What was pushed, and what may not be meant so. */
export interface PushedWithCare extends Pushed {
  readonly warnings: readonly Problem[];
}

function warningsOf({ endpoints }: ProjectFile, { vpc, alarmedEndpoints }: Deployed): Problem[] {
  const ids = endpoints.map(({ id }) => id);
  const isCurrent = alarmedEndpoints === undefined || alarmedEndpoints === endpointsText(ids);
  const what = 'those of single endpoints are for other endpoints: cdk deploy makes and removes them';
  return [...outOfReach(endpoints, { inVpc: vpc !== undefined }), ...(isCurrent ? [] : [{ where: 'alarms', what }])];
}

/** A value that a deployed project reads from a secret, where one on a laptop reads an environment variable. */
interface Needed {
  readonly where: string;
  readonly name: string;
}

/** A stack that was deployed before ticks collected batches would judge their runs as missing. */
function batchProblems({ endpoints }: ProjectFile, { batches }: Deployed): Problem[] {
  return endpoints
    .filter(({ delivery }) => delivery === 'batch')
    .flatMap(({ id, provider }) => {
      const where = `endpoint ${id}`;
      if (provider === 'bedrock')
        return [{ where, what: `expected delivery: live, as ${noBedrockBatches}; got batch` }];
      if (batches !== undefined) return [];
      return [
        { where, what: 'expected a stack that collects batches (cdk deploy brings it up to date), got an older one' },
      ];
    });
}

const noBedrockBatches =
  'functions may not hand a role of yours on to Bedrock nor write to a bucket of yours, so that its batches are collected by `pinwatch run` and `watch` only';

function priceProblems({ endpoints }: ProjectFile, { monthlyCost }: Deployed): Problem[] {
  return monthlyCost === undefined ? [] : withoutPrice(endpoints);
}

async function secretProblems({ endpoints, alerts }: ProjectFile, deployed: Deployed): Promise<Problem[]> {
  const keys = endpoints.flatMap((endpoint): Needed[] => {
    const name = keyEnvOf(endpoint);
    return name === undefined ? [] : [{ where: `endpoint ${endpoint.id}`, name }];
  });
  const addresses = alerts.flatMap((target): Needed[] =>
    alertEnvNames(target).map((name) => ({ where: `alerts ${target.name}`, name })),
  );
  return [
    ...(await missingIn(deployed.providerSecret, 'providerSecret', keys)),
    ...(await missingIn(deployed.webhookSecret, 'webhookSecret', addresses)),
  ];
}

async function missingIn(secret: string | undefined, prop: string, needed: readonly Needed[]): Promise<Problem[]> {
  if (needed.length === 0) return [];
  const lacking = (fields: { readonly [name: string]: string }, place: string) =>
    needed
      .filter(({ name }) => (fields[name] ?? '') === '')
      .map(({ where, name }) => ({ where, what: `expected a field ${name} in ${place}` }));
  if (secret === undefined) return lacking({}, `a secret, but the stack was deployed without ${prop}`);
  try {
    const { ProviderSecret, readSecret } = await loadWith(
      '@aws-sdk/client-secrets-manager',
      { who: 'pinwatch push', where: `secret ${secret}` },
      () => import('../secret.ts'),
    );
    return lacking(await readSecret(secret, ProviderSecret), `secret ${secret}`);
  } catch (error) {
    if (error instanceof ConfigError) return [...error.problems]; // told with everything else that is wrong
    throw error;
  }
}

function storesOf({ bucket, table }: Deployed): AwsStores {
  const endpoint = process.env.AWS_ENDPOINT_URL; // set where a double answers instead of AWS
  return openAwsStores({ bucket, table, ...(endpoint === undefined ? {} : { endpoint }) });
}
