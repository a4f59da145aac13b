import { judgementReads, type RequestsByStep, type RunLoad, requestsOfRun, unitsOf } from './requests.ts';

/** A run that is open is read with its draws: its state, before and after they are listed. */
const openRun = { s3Lists: 1, dynamoReads: 3 };

/**
 * Requests of a tick that has something to do about the batch of a run, with its share in that tick: of the one that hands it
 * in, of each that finds it at the provider, and of the one that collects it.
 */
export function requestsOfFollowing({ goldens, endpoints }: { goldens: number; endpoints: number }): RequestsByStep {
  const accounts = 2 * unitsOf(endpoints, 'account');
  return {
    // The plan of the run, and the run among the newest; epochs, whether the endpoint is still what was watched.
    plan: { s3Lists: openRun.s3Lists, s3Reads: 1, dynamoReads: openRun.dynamoReads + 1 },
    replay: {
      s3Lists: 2 * openRun.s3Lists, // which draws are there; whether the run is over
      s3Reads: 1 + 2 * goldens, // the plan; the goldens, to set aside what they take, and to send them
      // Open runs; accounts; the run twice; its batches, and all.
      dynamoReads: 1 + accounts + 2 * openRun.dynamoReads + 2,
      dynamoWrites: 2, // the claim, and that it is given back
    },
    notify: {
      s3Lists: 2 * openRun.s3Lists,
      // The newest runs, the newest of them open, and the judgement before; conditions that go on, twice, and that ended;
      // actions; active incidents and the newest, and whether they are listed; epochs; facts.
      dynamoReads: unitsOf(7, 'run') + openRun.dynamoReads + judgementReads + 3 + 1 + 3 + 1 + 1,
    },
    // The tick that handed it in is settled again, and so is what was set aside.
    finish: { s3Lists: 3 * openRun.s3Lists, dynamoReads: endpoints + accounts + 3 * openRun.dynamoReads },
  };
}

/** What handing a run in adds to that. */
export function requestsOfHandingIn(run: RunLoad): RequestsByStep {
  // It is stored; tried, and taken.
  return { plan: requestsOfRun(run).plan ?? {}, replay: { dynamoWrites: 4 * unitsOfBatch(run) } };
}

/** What collecting it adds to that: every answer is stored, and judged. */
export function requestsOfCollecting(run: RunLoad): RequestsByStep {
  const { judge = {}, notify = {} } = requestsOfRun(run);
  return {
    // Whether the run is still open, before and after each draw.
    replay: { s3Uploads: run.draws, dynamoReads: 2 * run.draws, dynamoWrites: 2 * unitsOfBatch(run) },
    judge,
    notify,
  };
}

/** Kilobytes of a batch, as it is stored: its endpoint, and the place of each draw. */
function unitsOfBatch({ draws }: RunLoad): number {
  return Math.ceil(0.8 + 0.005 * draws);
}
