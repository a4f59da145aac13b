import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

export interface TickSchedule {
  readonly every: Duration;
  readonly stateMachine: IStateMachine;
  /** Where ticks go that could not start an execution. */
  readonly deadLetters: IQueue;
}

/** Starts an execution at each tick, below `scope`. */
export function scheduleTicks(scope: Construct, { every, stateMachine, deadLetters }: TickSchedule): void {
  const { account } = Stack.of(scope);
  const scheduler = new ServicePrincipal('scheduler.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  });
  const target = new StepFunctionsStartExecution(stateMachine, {
    role: new Role(scope, 'ScheduleRole', { assumedBy: scheduler }),
    // The same for a tick that is delivered twice: runs are named after it.
    input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
    deadLetterQueue: deadLetters,
    retryAttempts: 5,
    maxEventAge: Duration.minutes(Math.max(1, Math.min(60, every.toMinutes()))),
  });
  new Schedule(scope, 'Schedule', {
    description: 'Pinwatch: looks which endpoints are due',
    schedule: onTheClock(every),
    target,
    timeWindow: TimeWindow.off(), // each endpoint waits for its own start
  });
}

/**
 * Ticks at round times, so that the slots of the project begin with one. An interval that does not divide an hour or a day
 * counts from the deployment.
 */
function onTheClock(every: Duration): ScheduleExpression {
  const minutes = every.toMinutes();
  if (60 % minutes === 0) return ScheduleExpression.cron({ minute: minutes === 60 ? '0' : `0/${minutes}` });
  if (1440 % minutes !== 0 || minutes % 60 !== 0) return ScheduleExpression.rate(every);
  return ScheduleExpression.cron({ minute: '0', hour: minutes === 1440 ? '0' : `0/${minutes / 60}` });
}
