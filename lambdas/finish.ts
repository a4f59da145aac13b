import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/aws/names/handlers.ts';
import { finishStep } from '../lib/aws/steps/finish-step.ts';
import { Fleet } from '../lib/domain/run/fleet.ts';
import type { FleetOutcome } from '../lib/monitor/tick/settle-fleet.ts';

const finish = finishStep(readEnv('finish', process.env));

/** Finish step: a fleet in, what it came to out. */
export const handler: Handler<unknown, FleetOutcome> = async (event) => finish(Fleet.parse(event));
