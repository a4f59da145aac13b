import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Epoch } from '../../domain/verdict/epoch.ts';
import { type DetectorState, newDetector } from '../../drift/detector-state.ts';
import { type JudgingSettings, judge } from '../../drift/judge.ts';
import { designOfState } from '../../drift/prepare-for.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Design } from './design.ts';
import { goldenSample } from './golden-sample.ts';
import { unevenDraws } from './learned-draws.ts';
import { lookAround } from './look-around.ts';
import type { ObserveStores } from './observe-stored.ts';
import { readLearnedRun } from './read-learned-run.ts';
import { unlessUnreadable } from './unless-unreadable.ts';

export type RelearnStores = ObserveStores & Pick<Stores, 'judgements'>;

/** Of an epoch with more runs, the first and the newest are read. */
const [mostFirst, mostNewest] = [400, 100];

/** Judgements that are read at once, to know the order of the runs. */
const atOnce = 16;

/** Observed runs that are kept at hand, and draws of all of them: some 60 MB. */
const [mostKept, mostDraws] = [96, 40_000];

export interface RelearnTask {
  /** The run that is judged next: everything before it is learned, itself not. */
  readonly before: RunRecord;
  /** The epoch, where it has been begun. */
  readonly epoch: Epoch | undefined;
  readonly settings: JudgingSettings;
  /** Draws of each golden to use, at most: as many as are asked for by now. */
  readonly design: Design;
  /** Learns these runs only, by id, and judges none of them. */
  readonly only?: readonly string[];
}

/** A state made anew, of how many runs, and how many could not be read. */
export interface Relearned {
  readonly state: DetectorState;
  readonly runs: number;
  readonly unreadable: number;
}

/**
 * Makes the detector's state anew from what is stored: the judged runs of the epoch, one at a time, in the order in which
 * they were judged. The state is a cache of exactly that, so nothing is lost with one that is damaged, that another version
 * wrote or that learned more draws than are asked for now. Verdicts that were given stay as they are.
 *
 * Cost: reads at most 500 runs of the epoch: the first 400 and the newest 100; twice where some have more draws of a golden
 * than the baseline uses.
 */
export async function relearn(task: RelearnTask, stores: RelearnStores): Promise<Relearned> {
  const records = task.only === undefined ? await judgedRuns(task, stores) : await namedRuns(task.only, stores);
  const learned = await learnAll(records, task, stores);
  if (learned.uneven.size === 0) return learned;
  return learnAll(records, { ...task, design: new Map([...task.design, ...learned.uneven]) }, stores);
}

async function learnAll(
  records: readonly RunRecord[],
  { before, settings, design, only }: Pick<RelearnTask, 'before' | 'settings' | 'design' | 'only'>,
  stores: RelearnStores,
): Promise<Relearned & { readonly uneven: Design }> {
  const { isKept, ofRun } = goldenSample(before);
  const observed = new RunsAtHand();
  let state = newDetector();
  const read = async (record: RunRecord) => {
    const used = designOfState(state, settings);
    const run = await readLearnedRun(record, { design, used, isKept }, stores);
    observed.keep(ofRun(run.sample)); // all that a look around a change takes of it
    return run;
  };
  const observe = async (record: RunRecord) => observed.get(record.run) ?? ofRun((await read(record)).sample);

  let unreadable = 0;
  const uneven = new Map<string, number>();
  for (const record of records) {
    const run = await read(record).catch(unlessUnreadable); // the others still are a baseline
    if (run === undefined) {
      unreadable++;
      continue;
    }
    // How wide the interval of an effect is decides nothing.
    const look = lookAround(record, () => state, stores, observe);
    const learning = { ...settings, resamples: 20, learnOnly: only !== undefined };
    const next = (await judge(state, run.prepared, learning, look)).state;
    for (const [golden, draws] of unevenDraws(state, next)) uneven.set(golden, draws);
    state = next;
  }
  return { state, runs: records.length - unreadable, unreadable, uneven };
}

/** The newest runs: a change in progress is measured against the same ones run after run. Others are read again. */
class RunsAtHand {
  readonly #runs = new Map<string, { readonly run: ObservedRun; readonly draws: number }>();
  #draws = 0;

  get(run: string): ObservedRun | undefined {
    return this.#runs.get(run)?.run;
  }

  keep(run: ObservedRun): void {
    this.#forget(run.run);
    const draws = [...run.goldens.values()].reduce((sum, { length }) => sum + length, 0);
    this.#runs.set(run.run, { run, draws });
    this.#draws += draws;
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= mostKept && this.#draws <= mostDraws) return;
      this.#forget(oldest);
    }
  }

  #forget(run: string): void {
    this.#draws -= this.#runs.get(run)?.draws ?? 0;
    this.#runs.delete(run);
  }
}

async function namedRuns(ids: readonly string[], { runs }: RelearnStores): Promise<RunRecord[]> {
  const found = await mapConcurrently(ids, atOnce, (run) => runs.get(run));
  return found.filter((run) => run !== undefined);
}

/** Runs of the epoch that were judged before, in the order in which that was done. */
async function judgedRuns({ before, epoch }: RelearnTask, stores: RelearnStores): Promise<RunRecord[]> {
  const listed = (await stores.runs.list({ endpoint: before.endpoint, epoch: before.epoch })).filter(
    (run) => run.status !== 'open' && run.run !== before.run && isOfEpoch(run, epoch),
  );
  const isMany = listed.length > mostFirst + mostNewest;
  const chosen = isMany ? [...listed.slice(0, mostFirst), ...listed.slice(-mostNewest)] : listed;
  const judged = await mapConcurrently(chosen, atOnce, async (record) => {
    const judgement = await stores.judgements.get(record.run);
    return judgement === undefined ? [] : [{ record, sequence: judgement.sequence ?? 0 }];
  });
  // Older versions kept no order; their ids sort by time, as they are listed.
  return judged
    .flat()
    .sort((a, b) => a.sequence - b.sequence)
    .map(({ record }) => record);
}

/** Whether a run is one of an epoch: one that was to begin it under another configuration, and did not, is none. */
export function isOfEpoch({ begins }: Pick<RunRecord, 'begins'>, epoch: Epoch | undefined): boolean {
  if (begins === undefined || epoch === undefined) return true;
  return begins.configuration === epoch.configuration || begins.returnsTo === epoch.number;
}
