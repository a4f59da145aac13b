import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/aws/names/handlers.ts';
import { PlanEvent, planStep } from '../lib/aws/steps/plan-step.ts';
import type { Fleet } from '../lib/domain/run/fleet.ts';

// Once per execution environment: a bad variable fails the cold start, not the hundredth task.
const plan = planStep(readEnv('plan', process.env));

/** Plan step: what started the execution in, where the task list of its fleet is out. */
export const handler: Handler<unknown, Fleet> = async (event) => plan(PlanEvent.parse(event));
