import type { Handler } from 'aws-lambda';
import { readEnv } from '../lib/aws/names/handlers.ts';
import { type JudgedRun, judgeStep } from '../lib/aws/steps/judge-step.ts';
import { TickTask } from '../lib/domain/run/tick.ts';

const judge = judgeStep(readEnv('judge', process.env));

/** Judge step: a task in, the verdict of each of its runs out. */
export const handler: Handler<unknown, JudgedRun[]> = async (event) => judge(TickTask.parse(event));
