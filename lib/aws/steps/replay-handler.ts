import type { Handler } from 'aws-lambda';
import { FleetTask } from '../../domain/run/fleet.ts';
import type { ProviderEntry } from '../../providers/provider-entry.ts';
import { readEnv } from '../names/handlers.ts';
import { replayStep } from './replay-step.ts';

/** Replay step at one family of providers: a task in, the same task out with the shard that is to be replayed next. */
export function replayHandler(family: { readonly [provider: string]: ProviderEntry }): Handler<unknown, FleetTask> {
  const replay = replayStep(readEnv('replay', process.env), family);
  return async (event, context) => replay(FleetTask.parse(event), context.getRemainingTimeInMillis());
}
