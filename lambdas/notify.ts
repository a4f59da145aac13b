import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/aws/names/handlers.ts';
import { notifyStep } from '../lib/aws/steps/notify-step.ts';
import { TickTask } from '../lib/domain/run/tick.ts';

const notify = notifyStep(readEnv('notify', process.env));

/** Notify step: a task whose runs are judged in; people are told. */
export const handler: Handler<unknown, void> = async (event) => notify(TickTask.parse(event));
