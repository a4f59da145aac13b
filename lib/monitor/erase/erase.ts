import { UnreadableError } from '../../domain/errors.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { showsAnswers, withoutAnswers } from '../../domain/verdict/without-answers.ts';
import type { Erasure } from '../../ports/erasure.ts';
import type { Stores } from '../../ports/stores.ts';
import type { ToErase } from './to-erase.ts';

export interface EraseDeps {
  readonly stores: Pick<Stores, 'runs' | 'judgements'>;
  readonly erasure: Erasure;
}

/** What was erased, and where it may stand still. */
export interface Erased {
  /** Runs that lost answers, and how many answers those were. */
  readonly runs: number;
  readonly answers: number;
  /** Verdicts whose examples were taken out. */
  readonly verdicts: number;
  /** Versions of goldens. */
  readonly goldens: number;
  /** Runs that are under way: their answers come to the others once they are over. */
  readonly open: readonly string[];
  /** Runs whose outputs are missing or damaged. */
  readonly unreadable: readonly string[];
}

/**
 * Erases a golden, or whatever holds a text, from all that is stored: answers leave their runs, examples their verdicts,
 * goldens the archive. Verdicts, evidence, rates and the detector's memory stay, which are numbers. A run that is recomputed
 * later is recomputed without what was erased.
 *
 * Cost: reads all outputs and all verdicts that explain a change.
 */
export async function erase(what: ToErase, { stores, erasure }: EraseDeps): Promise<Erased> {
  let [runs, answers, verdicts, goldens] = [0, 0, 0, 0];
  const unreadable: string[] = [];
  for await (const run of erasure.sealedRuns()) {
    const samples = await readable(run, stores, unreadable);
    const kept = samples.filter((sample) => !what.isInSample(sample));
    if (kept.length < samples.length) {
      await erasure.replaceSamples(run, kept);
      runs++;
      answers += samples.length - kept.length;
    }
    const judgement = await stores.judgements.get(run);
    if (judgement === undefined || !showsAnswers(judgement) || !what.isInJudgement(judgement)) continue;
    await stores.judgements.put(withoutAnswers(judgement));
    verdicts++;
  }
  for await (const golden of erasure.goldens()) {
    if (!what.isInGolden(golden)) continue;
    await erasure.removeGolden(golden);
    goldens++;
  }
  await erasure.finish();
  const open = (await stores.runs.openPlans()).map(({ run }) => run);
  return { runs, answers, verdicts, goldens, open, unreadable };
}

async function readable(run: string, { runs }: EraseDeps['stores'], unreadable: string[]): Promise<readonly Sample[]> {
  try {
    return await runs.samples(run);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    unreadable.push(run);
    return [];
  }
}
