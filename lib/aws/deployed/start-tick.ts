import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DeployedRunError } from '../../domain/errors.ts';
import { loadWith } from '../../providers/shared/client-library.ts';
import { naming } from '../stores/aws-failure.ts';
import { findStack } from './stack.ts';

/** How often the execution is asked how it is. */
const lookMs = 3000;

/** Which endpoints a person wants to run; whatever is due if neither is said. */
export interface WantedTick {
  /** These, due or not. */
  readonly endpoints?: readonly string[] | undefined;
  /** Every one, due or not. */
  readonly all?: boolean | undefined;
  /** None: samples of alerts are sent to everybody who is told. */
  readonly samples?: boolean | undefined;
  /** None: people are told what was decided about these. */
  readonly tell?: readonly string[] | undefined;
}

/** An execution that a person started. */
export interface StartedTick {
  /** Its name in Step Functions. */
  readonly execution: string;
  /**
   * Waits until it is over.
   *
   * @returns the time that names its runs, or why there was nothing to do; neither where `stop` came first.
   * @throws {DeployedRunError} if it failed, with what Step Functions says of it.
   */
  follow(stop: AbortSignal): Promise<{ readonly at?: Date; readonly idle?: string }>;
}

/**
 * Starts a tick of a deployed monitor now, as the schedule would.
 *
 * @throws {ConfigError} if there is no such stack, or no permission to start its state machine.
 */
export async function startTick(stack: string, wanted: WantedTick): Promise<StartedTick> {
  const where = `stack ${stack}`;
  const library = { who: 'run --stack', where };
  const { SFNClient, StartExecutionCommand, DescribeExecutionCommand } = await loadWith(
    '@aws-sdk/client-sfn',
    library,
    () => import('@aws-sdk/client-sfn'),
  );
  const { stateMachine } = await findStack(stack);
  const client = new SFNClient();
  const execution = `run-${randomUUID()}`; // named here: a request that is sent twice starts one
  const started = await naming(where, () =>
    client.send(
      new StartExecutionCommand({
        stateMachineArn: stateMachine,
        name: execution,
        input: JSON.stringify(inputOf(wanted)),
      }),
    ),
  );
  const look = () =>
    naming(where, () => client.send(new DescribeExecutionCommand({ executionArn: started.executionArn })));
  return {
    execution,
    async follow(stop) {
      for (;;) {
        const { status, output, error, cause } = await look();
        if (status === 'SUCCEEDED') return resultIn(output);
        if (status !== 'RUNNING') throw new DeployedRunError(execution, whatFailed(status, error, cause));
        await pause(lookMs, undefined, { signal: stop }).catch(() => undefined);
        if (stop.aborted) return {};
      }
    },
  };
}

/** What a deployment of an older version does not know of (`tell`) stands beside what it may do instead. */
function inputOf({ endpoints, all = false, samples = false, tell }: WantedTick): object {
  if (samples) return { samples };
  if (tell !== undefined) return { tell, due: true };
  return endpoints === undefined ? { due: !all } : { endpoints };
}

/** What the last step of the workflow gave. */
function resultIn(output = '{}'): { at?: Date; idle?: string } {
  const { at, idle } = JSON.parse(output) as { readonly at?: string; readonly idle?: string };
  return { ...(at === undefined ? {} : { at: new Date(at) }), ...(idle === undefined ? {} : { idle }) };
}

/** The error of a function by its message, which holds no prompt and no answer; any other one by its name. */
function whatFailed(status = 'FAILED', error?: string, cause?: string): string {
  try {
    const { errorMessage } = JSON.parse(cause ?? '') as { readonly errorMessage?: string };
    if (errorMessage !== undefined) return errorMessage;
  } catch {
    // not of a function
  }
  return error ?? status.toLowerCase().replaceAll('_', ' ');
}
