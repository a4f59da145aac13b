import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/contract/handlers.ts';
import { FleetTask } from '../lib/domain/fleet.ts';
import { notifyStep } from '../lib/runtime/cloud/notify-step.ts';

const notify = notifyStep(readEnv('notify', process.env));

/** Notify step: a task whose runs are judged in; people are told. */
export const handler: Handler<unknown, void> = async (event) => notify(FleetTask.parse(event));
