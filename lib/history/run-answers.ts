import { ConfigError } from '../domain/errors.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { RunAnswers } from '../domain/verdict/runs-compared.ts';
import { answersByName } from '../features/answers-by-name.ts';
import type { Stores } from '../ports/stores.ts';

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
