import type { EndpointLoad } from './monthly-load.ts';

/** Requests of one function, by what AWS bills. */
export interface Requests {
  readonly s3Uploads?: number;
  readonly s3Lists?: number;
  readonly s3Reads?: number;
  /** Units of 4 KB. */
  readonly dynamoReads?: number;
  /** Units of 1 KB: two in a transaction, and twice as many for what the index by epoch holds too. */
  readonly dynamoWrites?: number;
}

export type Step = 'plan' | 'replay' | 'judge' | 'notify' | 'finish';
export type RequestsByStep = { readonly [S in Step]?: Requests };

/** Kilobytes of what is stored, about. */
const kilobytes = { run: 0.9, judgement: 5, account: 0.2 };

/** Units of a query that finds so many. */
export function unitsOf(count: number, what: keyof typeof kilobytes): number {
  return Math.max(1, Math.ceil((count * kilobytes[what]) / 4));
}

/** A judgement is found by its run: where it stands, and what stands there. */
export const judgementReads = 1 + unitsOf(1, 'judgement');

/** Requests of a tick, whatever is due. An account holds two numbers an endpoint, and two a run that goes on. */
export function requestsOfTick(goldens: number, endpoints: number): RequestsByStep {
  const read = 2 * unitsOf(endpoints, 'account'); // of the day and the month
  const written = 2 * 2 * Math.max(1, Math.ceil(endpoints * kilobytes.account));
  return {
    plan: {
      s3Reads: 1 + goldens, // which version was pushed; its goldens
      s3Uploads: 1, // the list of tasks
      // Open runs; open conditions, of endpoints that are watched and of removed ones; batches; accounts.
      dynamoReads: 1 + 2 + 1 + read,
      dynamoWrites: 1 + written, // whose tick it is; what is set aside
    },
    // Whose runs are to be settled, and the accounts again as they are by then, twice where somebody else wrote them in between;
    // a try to claim the day's sweep.
    finish: { dynamoReads: 3 * read, dynamoWrites: written + 1 },
  };
}

/** Requests of a look at an endpoint, due or not. */
export const requestsOfLook: RequestsByStep = {
  // The newest runs, to see whether one is due, and whether one was left; whether the newest was judged; whether active
  // incidents are listed, and those.
  plan: { dynamoReads: unitsOf(7, 'run') + unitsOf(20, 'run') + judgementReads + 2 },
  finish: { dynamoReads: 1 },
};

/** What the requests of a run depend on. */
export type RunLoad = Pick<EndpointLoad, 'draws' | 'goldens' | 'shards'>;

/** Requests of a run with its tick's share in it; a test holds each step against those that its function really makes. */
export function requestsOfRun({ draws, goldens, shards }: RunLoad): RequestsByStep {
  return {
    plan: {
      s3Reads: goldens + 1, // whether each golden is kept; the plan, as it is stored
      s3Uploads: 1,
      dynamoReads: 2, // epochs; whether there is such a run
      dynamoWrites: 14, // in a transaction: its state of 2 KB, its place in the list and the index, its mark
    },
    replay: {
      s3Reads: shards * 1 + goldens, // the plan; each golden, once it is sent
      s3Lists: shards,
      s3Uploads: draws,
      dynamoReads: 2 * draws + 6 * shards, // whether the run is still open, before and after each draw
      dynamoWrites: 2 * shards + 4, // the claim; at times more is set aside
    },
    judge: {
      s3Reads: draws + goldens + 3, // every draw once; what was sealed; the detector's state
      s3Lists: 3,
      s3Uploads: 1 + 3 + 1, // what is sealed; rows of verdict, evidence and rates; the detector's state
      dynamoReads: 20 + 1, // the run, the judgement before, epochs, incidents, the detector; whether it is the first of its day
      dynamoWrites: 15 + 22 + 4, // sealing; the judgement, of 5 KB with its summary, and its place; the detector
    },
    notify: {
      s3Reads: 2,
      // The judgement, to tell it and to see what the run saw; the newest runs and this one; active incidents three times and
      // the newest twice, as each of three parts of the telling looks for itself, and whether they are listed; epochs twice;
      // actions; conditions that go on, twice, and that ended; facts.
      dynamoReads: 2 * judgementReads + unitsOf(7, 'run') + 1 + 6 + 2 + 1 + 3 + 1,
    },
    finish: {},
  };
}

/** Runs that a stored report shows at most. */
export const mostReported = 500;

/**
 * Of the report that messages lead to, over so many runs. It is made with the first run of a day, and with each that has
 * something to tell: as long as an incident goes on, as an endpoint is not reached, and so on.
 */
export function requestsOfReport(runs: number): RequestsByStep {
  const shown = Math.min(mostReported, runs);
  return {
    judge: {
      s3Uploads: 1,
      // Summaries, and verdicts and records of what is shown in detail; epochs; incidents that are active and the newest, and
      // whether there are lists of them; conditions that go on and that ended, actions, what is said of the model.
      dynamoReads: unitsOf(shown + Math.min(shown, 180), 'judgement') + unitsOf(Math.min(shown, 360), 'run') + 9,
    },
  };
}

/** All steps together. */
export function sumOf(...all: readonly RequestsByStep[]): Required<Requests> {
  const each = all.flatMap((steps) => Object.values(steps));
  const sum = (key: keyof Requests) => each.reduce((total, one) => total + (one[key] ?? 0), 0);
  return {
    s3Uploads: sum('s3Uploads'),
    s3Lists: sum('s3Lists'),
    s3Reads: sum('s3Reads'),
    dynamoReads: sum('dynamoReads'),
    dynamoWrites: sum('dynamoWrites'),
  };
}
