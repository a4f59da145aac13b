import { StoreError } from '../domain/errors.ts';
import type { Expectation } from '../domain/expectation.ts';
import type { Judgement } from '../domain/judgement.ts';
import type { ObservedRun } from '../domain/observed-run.ts';
import type { RunRecord } from '../domain/run.ts';
import { nodeGoldenId } from '../domain/trace-tree.ts';
import type { ChangeStart, DetectorState } from '../drift/detector.ts';
import { detectorVersion, newDetector, rememberedRuns } from '../drift/detector.ts';
import { decodeDetector, encodeDetector, OtherDetectorError, type StoredDetector } from '../drift/detector-codec.ts';
import { explain } from '../drift/explain.ts';
import { type JudgingSettings, judge } from '../drift/judge.ts';
import { runRates } from '../drift/run-rates.ts';
import { observeRun } from '../features/observe-run.ts';
import type { Stores } from './ports.ts';

export type { JudgingSettings } from '../drift/judge.ts';

export interface JudgeDeps {
  readonly stores: Pick<Stores, 'runs' | 'detectors' | 'judgements' | 'goldens' | 'epochs'>;
}

/** Runs before and after the start of a change that its explanation looks at, at most. */
const explained = { before: 48, after: 32 };
const triesToWrite = 5;

/**
 * Judges a sealed run: what it showed, what is decided, and, where drift is detected, since when, how much and where. A
 * function of what is stored: judged again, by whomever, it gives the same judgement and changes nothing.
 *
 * @throws {StoreError} if somebody else judges the same endpoint at the same time and always wins, or if another version
 *   learned this epoch.
 *
 * Cost: one read of the run's samples and of the detector's state; while drift is detected also of at most 80 earlier runs.
 */
export async function judgeRun(run: RunRecord, settings: JudgingSettings, { stores }: JudgeDeps): Promise<Judgement> {
  for (let tries = 0; tries < triesToWrite; tries++) {
    const stored = await stores.detectors.load(run.endpoint);
    const detector = stored === undefined ? undefined : await readDetector(stored.state, run, stores);
    // Read after the state: whoever applied the run had written its judgement before.
    const judged = await stores.judgements.get(run.run);
    if (judged !== undefined && detector !== undefined && isApplied(run, detector)) return judged;

    const { judgement, state } = await judgeRecord(run, stateFor(run, detector), settings, stores);
    // The judgement first: if this process dies in between, the next one computes the same and goes on.
    await stores.judgements.put(judgement);
    const isOver = detector !== undefined && detector.epoch > run.epoch;
    if (isOver) return judgement;
    const bytes = encodeDetector({ epoch: run.epoch, state });
    if (await stores.detectors.save(run.endpoint, bytes, stored?.revision ?? 0)) return judgement;
  }
  throw new StoreError(`endpoint ${run.endpoint}: its detector changed ${triesToWrite} times while a run was judged`);
}

/** Whether the state knows a run that has been judged; ids sort by time, so what is older than its memory was applied. */
function isApplied({ run, epoch }: RunRecord, { epoch: current, state: { applied } }: StoredDetector): boolean {
  if (current !== epoch) return current > epoch;
  return applied.includes(run) || (applied.length === rememberedRuns && run < (applied[0] as string));
}

/**
 * What was stored. What another version learned is of no use, and needed in its own epoch only: a later one begins anew,
 * and a run of an epoch that is over is judged as if nothing were known, and teaches nothing.
 */
async function readDetector(
  state: Uint8Array,
  { endpoint, epoch }: RunRecord,
  { epochs }: JudgeDeps['stores'],
): Promise<StoredDetector | undefined> {
  try {
    return decodeDetector(state);
  } catch (error) {
    if (!(error instanceof OtherDetectorError)) throw error;
    if (error.epoch < epoch) return undefined;
    const newest = (await epochs.list(endpoint)).at(-1)?.number ?? epoch;
    if (newest > epoch) return { epoch: newest, state: newDetector() };
    throw new StoreError(
      `endpoint ${endpoint}: its baseline was learned by ${error.version}, which ${detectorVersion} cannot go on from: install the version of pinwatch that wrote it, or begin a new baseline (pinwatch accept ${endpoint} --why "another detector")`,
      { cause: error },
    );
  }
}

/** The detector as it is, or a new one where an epoch begins. */
function stateFor(run: RunRecord, detector: StoredDetector | undefined): DetectorState {
  return detector?.epoch === run.epoch ? detector.state : newDetector();
}

async function judgeRecord(
  record: RunRecord,
  before: DetectorState,
  settings: JudgingSettings,
  stores: JudgeDeps['stores'],
): Promise<{ judgement: Judgement; state: DetectorState }> {
  const observed = await observeStored(record, stores);
  const look = (since: ChangeStart) => lookAround(record, since, stores);
  const { state, evidence, verdict, change } = await judge(before, observed, settings, look);
  return {
    state,
    judgement: {
      run: record.run,
      endpoint: record.endpoint,
      epoch: record.epoch,
      detector: detectorVersion,
      evidence: {
        run: record.run,
        at: record.plannedAt,
        planned: record.planned,
        completed: record.completed,
        failed: record.failed,
        ...evidence,
        rates: [...runRates(observed)],
      },
      verdict,
      ...(change === undefined
        ? {}
        : { explanation: explain({ ...change, seed: `${record.endpoint}\n${record.run}` }) }),
    },
  };
}

/** A sealed run as the detector sees it, with the expectations that its goldens have now. */
async function observeStored(record: RunRecord, { runs, goldens }: JudgeDeps['stores']): Promise<ObservedRun> {
  const samples = await runs.samples(record.run);
  const versions = new Map(samples.map(({ golden, goldenVersion }) => [golden, goldenVersion]));
  const expectations = new Map<string, readonly Expectation[]>();
  for (const [golden, version] of versions) {
    const request = version === undefined ? undefined : await goldens.get(version);
    if (request !== undefined) expectations.set(golden, request.expectations);
    for (const node of request?.trace?.nodes ?? [])
      if (node.kind === 'llm') expectations.set(nodeGoldenId(golden, node.id), node.expectations);
  }
  return observeRun({ run: record.run, at: record.plannedAt, samples, planned: record.planned, expectations });
}

async function lookAround(record: RunRecord, since: ChangeStart, stores: JudgeDeps['stores']) {
  const { endpoint, epoch } = record;
  const all = (await stores.runs.list({ endpoint, epoch })).filter(
    ({ run, status }) => status !== 'open' && run <= record.run,
  );
  const before = all.filter(({ run }) => run < since.earliest.run).slice(-explained.before);
  const after = all.filter(({ run }) => run >= since.run.run).slice(-explained.after);
  const observeAll = (records: readonly RunRecord[]) => Promise.all(records.map((run) => observeStored(run, stores)));
  return { before: await observeAll(before), after: await observeAll(after) };
}
