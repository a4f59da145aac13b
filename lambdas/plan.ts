import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/aws/names/handlers.ts';
import { type IdleTick, PlanEvent, planStep } from '../lib/aws/steps/plan-step.ts';
import type { Tick } from '../lib/domain/run/tick.ts';

// Once per execution environment: a bad variable fails the cold start, not the hundredth task.
const plan = planStep(readEnv('plan', process.env));

/** Plan step: what started the execution in, where the task list of its tick is out; or why there is nothing to do. */
export const handler: Handler<unknown, Tick | IdleTick> = async (event) => plan(PlanEvent.parse(event));
