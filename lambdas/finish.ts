import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/aws/names/handlers.ts';
import { finishStep } from '../lib/aws/steps/finish-step.ts';
import { Tick } from '../lib/domain/run/tick.ts';
import type { TickOutcome } from '../lib/monitor/tick/settle-tick.ts';

const finish = finishStep(readEnv('finish', process.env));

/** Finish step: a tick in, what it came to out. */
export const handler: Handler<unknown, TickOutcome & { readonly at: string }> = async (event) =>
  finish(Tick.parse(event));
