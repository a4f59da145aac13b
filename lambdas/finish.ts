import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/contract/handlers.ts';
import { Fleet } from '../lib/domain/fleet.ts';
import { finishStep } from '../lib/runtime/cloud/finish-step.ts';
import type { FleetOutcome } from '../lib/usecases/settle-fleet.ts';

const finish = finishStep(readEnv('finish', process.env));

/** Finish step: a fleet in, what it came to out. */
export const handler: Handler<unknown, FleetOutcome> = async (event) => finish(Fleet.parse(event));
