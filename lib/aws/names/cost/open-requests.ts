import { judgementReads, type RequestsByStep, unitsOf } from './requests.ts';

/** Sinks of every stack: SNS and EventBridge. Each target of a project's `alerts` asks for as much again. */
const sinks = 2;

/** The entries with which a subject, and the founder of its group, joined; those of the group since. */
const groupReads = 2 + 1;

/**
 * What a condition that goes on, such as an outage, adds to a look at its endpoint and to its run.
 *
 * @param tellAfterRuns runs after which it was told; as many are looked at to see whether it goes on.
 */
export function requestsOfCondition(tellAfterRuns: number): RequestsByStep {
  const before = tellAfterRuns - 1; // beside the newest, which is looked at in any case
  return {
    plan: { dynamoReads: 1 }, // actions: whether nobody is to be told now
    notify: {
      s3Reads: before,
      // Each run before, and its judgement; the judgement before the condition began, which says what it may share.
      dynamoReads: before * (1 + judgementReads) + unitsOf(1, 'judgement') + groupReads,
      dynamoWrites: 2 * sinks, // tries to claim what was told: that it began, and why
    },
  };
}

/** Runs around a change that are read to say how large it is, and where: at most 48 and 32. */
export interface RunsAround {
  readonly before: number;
  readonly after: number;
}

/** What an open incident adds to a look at its endpoint, and to each of its runs that shows the change. */
export function requestsOfIncident(goldens: number, { before, after }: RunsAround): RequestsByStep {
  const runs = before + after;
  return {
    plan: { dynamoReads: 1 }, // actions: whether nobody is to be told now
    judge: {
      s3Reads: runs + goldens, // the draws of each run; each golden once
      s3Uploads: 1, // the row of the incident
      // Records and judgements in two lists; where the draws of each run are, and the record of those after; the judgements
      // of the first run of the change and of the incident's last; actions.
      dynamoReads: unitsOf(runs, 'run') + unitsOf(runs, 'judgement') + runs + after + 2 * judgementReads + 1,
      dynamoWrites: 2 * 4, // in a transaction: the incident and its three copies
    },
    notify: {
      // Actions; the incident, by its id, to bring it in step with them and with the judgement; the judgement that opened
      // it, the newest, and the one before.
      dynamoReads: 1 + 2 * 2 + 2 * judgementReads + unitsOf(1, 'judgement') + groupReads,
      dynamoWrites: sinks * (1 + 2), // a try to claim that it was told; and at times something new, claimed and confirmed
    },
  };
}
