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

/** Requests of a tick, whatever is due. */
export function requestsOfTick(goldens: number): RequestsByStep {
  return {
    plan: {
      s3Reads: 1 + goldens, // which version was pushed; its goldens
      s3Uploads: 1, // the list of tasks
      dynamoReads: 3, // open runs, open conditions, the month's budget
      dynamoWrites: 2, // whose tick it is; what is set aside
    },
    finish: { dynamoWrites: 1 }, // what was used
  };
}

/** Requests of a look at an endpoint, due or not. */
export const requestsOfLook: RequestsByStep = {
  plan: { dynamoReads: 8 }, // newest runs (20 of 0.5 KB are three units), whether judged, its epochs, its incidents
  finish: { dynamoReads: 1 },
};

/** Requests of a run with its tick's share in it; a test holds each step against those that its function really makes. */
export function requestsOfRun({
  draws,
  goldens,
  shards,
}: Pick<EndpointLoad, 'draws' | 'goldens' | 'shards'>): RequestsByStep {
  return {
    plan: {
      s3Reads: goldens + 1, // whether each golden is kept; the plan, as it is stored
      s3Uploads: 1,
      dynamoReads: 2,
      dynamoWrites: 8, // in a transaction: its state, its place in the list and the index, its mark
    },
    replay: {
      s3Reads: shards * 1 + goldens, // the plan; each golden, once it is sent
      s3Lists: shards,
      s3Uploads: draws,
      dynamoReads: 2 * draws + 4 * shards, // whether the run is still open, before and after each draw
      dynamoWrites: 2 * shards, // the claim
    },
    judge: {
      s3Reads: draws + goldens + 3, // every draw once; what was sealed; the detector's state
      s3Lists: 3,
      s3Uploads: 1 + 3 + 1, // what is sealed; rows of verdict, evidence and rates; the detector's state
      dynamoReads: 14,
      dynamoWrites: 9 + 14 + 1, // sealing; the judgement, of 3 KB, and its place; the detector
    },
    notify: {
      s3Reads: 2,
      dynamoReads: 18, // the judgement, incidents, conditions, the runs before
      dynamoWrites: 2,
    },
    finish: {},
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
