/** First parts of object keys: what grants and lifecycle rules name. */
export const prefixes = {
  /** Outputs of sealed runs, gzip JSON Lines in the recorded-runs format, partitioned as Athena understands it. */
  samples: 'samples/',
  /** Plans and draws of runs in progress. */
  open: 'open/',
  /** Golden requests by version. */
  goldens: 'goldens/',
  /** Configuration as it was pushed: versions of the project, and which one is current. */
  project: 'project/',
  /** Goldens as they were pushed, and versions of the project, inside of it. */
  pushedGoldens: 'project/goldens/',
  projectVersions: 'project/versions/',
  /** Task lists of ticks; of use while their execution runs. */
  ticks: 'fleets/',
  /** History as rows for SQL: numbers and ids, no answers, partitioned like the samples. */
  history: 'history/',
  /** Reports that messages lead to: pages with answers of the model. */
  reports: 'reports/',
  /** Detector states and judgements that are too large for the table. */
  bodies: 'bodies/',
} as const;

/**
 * Days after which an object under `open/` may expire. Sealing a run deletes its objects; a process that is killed right
 * then leaves them behind, and this sweeps them up. Long, because an expired draw of a run still open would be lost.
 */
export const openObjectsExpireAfterDays = 400;

/** Days after which the task list of a tick may expire; it is kept as long as Step Functions keeps the execution. */
export const tickListsExpireAfterDays = 90;

export const objectKeys = {
  plan: (run: string) => `${openRunPrefix(run)}plan.json`,
  draw: (run: string, golden: string, repetition: number) =>
    `${openDrawsPrefix(run)}${encodeURIComponent(golden)}/${repetition}.json`,
  /** @param at time of the plan, UTC to the millisecond. */
  samples: (endpoint: string, at: string, run: string) =>
    `${prefixes.samples}endpoint=${endpoint}/date=${at.slice(0, 10)}/${encodeURIComponent(run)}.jsonl.gz`,
  /** Rows of a table. @param at UTC to the millisecond. */
  rows: (table: string, endpoint: string, at: string, name: string) =>
    `${prefixes.history}${table}/endpoint=${endpoint}/date=${at.slice(0, 10)}/${encodeURIComponent(name)}.jsonl.gz`,
  golden: (version: string) => `${prefixes.goldens}${version}.json`,
  /** Names the current version of the project. */
  currentProject: `${prefixes.project}current.json`,
  projectVersion: (version: string) => `${prefixes.projectVersions}${version}.json`,
  /** A golden as it was pushed, by the hash of everything in it. */
  pushedGolden: (hash: string) => `${prefixes.pushedGoldens}${hash}.json`,
  /** Since when objects have been out of use. */
  unused: `${prefixes.project}unused.json`,
  /** What bodies of an owner, or of a kind of owner, begin with. */
  bodiesOf: (owner: string) => `${prefixes.bodies}${owner}/`,
  /** The page about an endpoint. */
  report: (endpoint: string) => `${prefixes.reports}${endpoint}.html`,
  tickList: (execution: string) => `${prefixes.ticks}${encodeURIComponent(execution)}.json`,
  /** @param owner what the body belongs to, e.g. `detectors/support`; each write of it has a name of its own. */
  body: (owner: string, write: string) => `${prefixes.bodies}${owner}/${write}.gz`,
} as const;

/** Everything of a run in progress. */
export function openRunPrefix(run: string): string {
  return `${prefixes.open}${encodeURIComponent(run)}/`;
}

/** Draws of a run in progress. */
export function openDrawsPrefix(run: string): string {
  return `${openRunPrefix(run)}draws/`;
}

/** The name that a part of a key stands for; one that somebody else put there may stand for nothing but itself. */
export function decodedName(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
