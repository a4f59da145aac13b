import type { Handler } from 'aws-lambda';
import { TickTask } from '../../domain/run/tick.ts';
import type { ProviderEntry } from '../../providers/provider-entry.ts';
import { readEnv } from '../names/handlers.ts';
import { replayStep } from './replay-step.ts';

/** Replay step at one family of providers: a task in, the same task out with the shard that is to be replayed next. */
export function replayHandler(family: { readonly [provider: string]: ProviderEntry }): Handler<unknown, TickTask> {
  const replay = replayStep(readEnv('replay', process.env), family);
  return async (event, context) => replay(TickTask.parse(event), context.getRemainingTimeInMillis());
}
