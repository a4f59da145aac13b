import { ConfigError } from '../domain/errors.ts';
import type { RunRecord } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import { answersByName } from '../features/answers-by-name.ts';
import type { Stores } from '../ports/stores.ts';

/** Everything that is stored of one run. Holds customer data. */
export interface RunAnswers {
  readonly run: RunRecord;
  /** Left out while it waits for the judge. */
  readonly judgement?: Judgement;
  readonly samples: readonly Sample[];
  /** Samples by the names that verdicts use: goldens, and steps of chained draws (`TREE › NODE`). */
  readonly byName: ReadonlyMap<string, readonly Sample[]>;
}

/**
 * A run with its answers.
 *
 * @throws {ConfigError} if there is no such run.
 * Cost: reads one object, of the samples of the run.
 */
export async function runAnswers(
  run: string,
  { runs, judgements }: Pick<Stores, 'runs' | 'judgements'>,
): Promise<RunAnswers> {
  const record = await runs.get(run);
  if (record === undefined)
    throw new ConfigError([{ where: 'run', what: `there is no run "${run}" (pinwatch history lists them)` }]);
  const judgement = await judgements.get(run);
  const samples = await runs.samples(run);
  return { run: record, ...(judgement === undefined ? {} : { judgement }), samples, byName: answersByName(samples) };
}

/** The samples of one golden or step. @throws {ConfigError} if the run has none of it. */
export function answersTo(golden: string, { byName }: RunAnswers): readonly Sample[] {
  const samples = byName.get(golden);
  if (samples !== undefined) return samples;
  const what = `expected one of ${[...byName.keys()].join(', ')}, got "${golden}"`;
  throw new ConfigError([{ where: 'golden', what }]);
}
