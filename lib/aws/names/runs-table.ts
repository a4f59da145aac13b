/**
 * The one table: what stores write and what the stack creates. A string partition key and sort key, on-demand billing,
 * point-in-time recovery, and one local index, which unlike a global one can be read consistently. History never expires:
 * a run is a few hundred bytes, and history is what it is for. What budgets count is of no use when its months are over, nor
 * is what was said of a model that nobody asks about any more, nor who was told of an incident that ended a year ago.
 */
export const runsTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Unix time in seconds after which an item may go; only set where that is meant. */
  timeToLive: 'expiresAt',
  /** Runs and judgements of an endpoint by epoch, then time; projects everything. */
  epochIndex: { name: 'by-epoch', sortKey: 'epochSk' },
} as const;

/** Names an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Items that belong to an endpoint are one partition, so that each question about it is one query. */
export const itemKeys = {
  /** State of a run; the truth about whether it is open. */
  run: (run: string): ItemKey => ({ pk: `RUN#${run}`, sk: 'RUN' }),
  /** Marks a run that is open; gone once it is sealed. */
  openRun: (at: string, run: string): ItemKey => ({ pk: openRunsPartition, sk: `${at}#${run}` }),
  /** Record of a run, in the order of time. */
  listedRun: (endpoint: string, at: string, run: string): ItemKey => listedKey(endpoint, 'RUN', at, run),
  /** Where the judgement of a run is. */
  judgementOfRun: (run: string): ItemKey => ({ pk: `RUN#${run}`, sk: 'JUDGEMENT' }),
  listedJudgement: (endpoint: string, at: string, run: string): ItemKey => listedKey(endpoint, 'JUDGEMENT', at, run),
  /** The summary of a judgement that found facts, so that facts are found without reading every judgement. */
  listedFacts: (endpoint: string, at: string, run: string): ItemKey => listedKey(endpoint, 'FACTS', at, run),
  detector: (endpoint: string): ItemKey => ({ pk: endpointPartition(endpoint), sk: 'DETECTOR' }),
  epoch: (endpoint: string, number: number): ItemKey => ({
    pk: endpointPartition(endpoint),
    sk: `EPOCH#${epochText(number)}`,
  }),
  /** Where an incident is. */
  incident: (id: string): ItemKey => ({ pk: `INCIDENT#${id}`, sk: 'INCIDENT' }),
  listedIncident: (endpoint: string, id: string): ItemKey => ({
    pk: endpointPartition(endpoint),
    sk: `INCIDENT#${id}`,
  }),
  /** A copy of an incident, in the order of the times at which they were opened. */
  openedIncident: (endpoint: string, at: string, id: string): ItemKey => ({
    pk: endpointPartition(endpoint),
    sk: `OPENED#${at}#${id}`,
  }),
  /** A copy of an incident that somebody is still to act on; empty once it is over. */
  activeIncident: (endpoint: string, at: string, id: string): ItemKey => ({
    pk: endpointPartition(endpoint),
    sk: `ACTIVE#${at}#${id}`,
  }),
  /** The same in one list of all endpoints; once it is over, it is empty and expires. */
  goingIncident: (at: string, id: string): ItemKey => ({ pk: activeIncidentsPartition, sk: `${at}#${id}` }),
  /** Says that every incident of an endpoint has its copies: earlier versions wrote none. */
  incidentsListed: (endpoint: string): ItemKey => ({ pk: endpointPartition(endpoint), sk: 'INCIDENTS-LISTED' }),
  /** Where a condition is. */
  condition: (id: string): ItemKey => ({ pk: `CONDITION#${id}`, sk: 'CONDITION' }),
  /** In the order of the times at which they began. */
  listedCondition: (endpoint: string, since: string, id: string): ItemKey => ({
    pk: endpointPartition(endpoint),
    sk: `CONDITION#${since}#${id}`,
  }),
  /** Marks a condition that goes on; gone once it is over. */
  openCondition: (endpoint: string, since: string, id: string): ItemKey => ({
    pk: openConditionsPartition,
    sk: `${endpoint}#${since}#${id}`,
  }),
  /** What a person did. */
  action: (endpoint: string, number: number): ItemKey => ({
    pk: endpointPartition(endpoint),
    sk: `ACTION#${epochText(number)}`,
  }),
  /** An incident, condition or fact joins or leaves a group. */
  groupEntry: (number: number): ItemKey => ({ pk: groupsPartition, sk: epochText(number) }),
  /** With which entry a subject joined its group. */
  groupOf: (subject: string): ItemKey => ({ pk: `GROUPED#${subject}`, sk: 'GROUP' }),
  alert: (id: string): ItemKey => ({ pk: `ALERT#${id}`, sk: 'ALERT' }),
  /** What an endpoint said about its pinned model. */
  modelNotice: (target: string): ItemKey => ({ pk: `MODEL#${target}`, sk: 'NOTICE' }),
  /** Which execution works on a tick, named by its time. */
  tick: (at: string): ItemKey => ({ pk: `TICK#${at}`, sk: 'TICK' }),
  /** That a day was swept. @param day UTC, `2026-11-24`. */
  sweep: (day: string): ItemKey => ({ pk: sweepsPartition, sk: `DAY#${day}` }),
  /** Up to which time the verdicts of an endpoint were swept. */
  sweptUntil: (endpoint: string): ItemKey => ({ pk: sweepsPartition, sk: `ENDPOINT#${endpoint}` }),
  /** A batch that is at a provider, or on its way there; gone once nothing is left to do about it. */
  batch: (run: string, part: number): ItemKey => ({
    pk: batchesPartition,
    sk: `${run}#${String(part).padStart(4, '0')}`,
  }),
  /** What was used and set aside in a day or a month, `2026-11-22` or `2026-11`. */
  account: (period: string): ItemKey => ({ pk: `SPENT#${period}`, sk: 'ACCOUNT' }),
} as const;

/** Holds one small item for each open run of all endpoints. */
export const openRunsPartition = 'OPEN';

/** Holds a copy of every active incident, also of endpoints that were removed from the project: one query finds them. */
export const activeIncidentsPartition = 'ACTIVE-INCIDENTS';

/** Holds the open conditions of all endpoints, so that a tick reads them with one query. */
export const openConditionsPartition = 'OPEN-CONDITIONS';

/** Holds the batches of all endpoints, so that a tick reads them with one query. */
export const batchesPartition = 'BATCHES';

/** Holds what joined which group, of all endpoints in one order. */
export const groupsPartition = 'GROUPS';
/** Holds what the daily sweep remembers. */
export const sweepsPartition = 'SWEEPS';

/** What can be listed by time and by epoch. */
export type Listed = 'RUN' | 'JUDGEMENT' | 'FACTS';

export function endpointPartition(endpoint: string): string {
  return `ENDPOINT#${endpoint}`;
}

/** Sort key in the index by epoch. */
export function epochSortKey(kind: Listed, epoch: number, at: string, run: string): string {
  return `${kind}#${epochText(epoch)}#${at}#${run}`;
}

/**
 * Bounds of the sort keys (of the table, or of the index if an epoch is given) between two times. Times are UTC to the
 * millisecond, `2026-11-22T09:00:00.000Z`; no key equals a bound, so that it does not matter whether bounds are included.
 */
export function sortKeyBounds(kind: Listed, { epoch, from, until }: { epoch?: number; from?: string; until?: string }) {
  const prefix = epoch === undefined ? `${kind}#` : `${kind}#${epochText(epoch)}#`;
  return { low: `${prefix}${from ?? ''}`, high: `${prefix}${until ?? '~'}` };
}

/** Sort key in the table. */
export function listedSortKey(kind: Listed, at: string, run: string): string {
  return `${kind}#${at}#${run}`;
}

function listedKey(endpoint: string, kind: Listed, at: string, run: string): ItemKey {
  return { pk: endpointPartition(endpoint), sk: listedSortKey(kind, at, run) };
}

/** Padded, so that text order is number order. */
function epochText(number: number): string {
  return String(number).padStart(10, '0');
}

/** The partitions of `itemKeys`, as IAM names them in `dynamodb:LeadingKeys`: what a function may use ends at them. */
export const tablePartitions = {
  runs: 'RUN#*',
  endpoints: 'ENDPOINT#*',
  openRuns: openRunsPartition,
  incidents: 'INCIDENT#*',
  activeIncidents: activeIncidentsPartition,
  conditions: 'CONDITION#*',
  openConditions: openConditionsPartition,
  alerts: 'ALERT#*',
  models: 'MODEL#*',
  ticks: 'TICK#*',
  spending: 'SPENT#*',
  batches: batchesPartition,
  sweeps: sweepsPartition,
  groups: groupsPartition,
  grouped: 'GROUPED#*',
} as const;
