import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/contract/handlers.ts';
import { FleetTask } from '../lib/domain/fleet.ts';
import { replayStep } from '../lib/runtime/cloud/replay-step.ts';

const replay = replayStep(readEnv('replay', process.env));

/** Replay step: a task in, the same task out with the shard that is to be replayed next. */
export const handler: Handler<unknown, FleetTask> = async (event, context) =>
  replay(FleetTask.parse(event), context.getRemainingTimeInMillis());
