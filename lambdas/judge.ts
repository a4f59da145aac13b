import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/contract/handlers.ts';
import { FleetTask } from '../lib/domain/fleet.ts';
import { type JudgedRun, judgeStep } from '../lib/runtime/cloud/judge-step.ts';

const judge = judgeStep(readEnv('judge', process.env));

/** Judge step: a task in, the verdict of each of its runs out. */
export const handler: Handler<unknown, JudgedRun[]> = async (event) => judge(FleetTask.parse(event));
