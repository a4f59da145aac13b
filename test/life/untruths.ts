import { goldenKey } from '../../lib/domain/golden/golden-key.ts';
import type { GoldenRequest } from '../../lib/domain/golden/golden-request.ts';
import type { RunRecord } from '../../lib/domain/run/run.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { isCovered } from '../../lib/domain/verdict/coverage.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';

/** What a judgement claims beyond what was judged, a line each; empty where it is true. */
export function untruths(
  { verdict, coverage, evidence, run, epoch }: Judgement,
  record: RunRecord,
  samples: readonly Sample[],
  goldens: readonly GoldenRequest[],
): string[] {
  const found: string[] = [];
  const claim = (isTrue: boolean, what: string) => {
    if (!isTrue) found.push(`${run} (${verdict.kind}): ${what}`);
  };
  claim(epoch === record.epoch, 'it names another epoch than the run');
  const answered = new Set(samples.filter(({ error }) => error === undefined).map(goldenKey));
  if (verdict.kind === 'no-drift-detected') {
    claim(evidence.counted, 'the run did not count');
    claim(evidence.channels.length > 0, 'nothing was ranked');
    claim(coverage !== undefined && isCovered(coverage), 'not enough was judged');
    claim(verdict.unconfirmed === undefined || verdict.suspected, 'an alarm is not confirmed and nothing is suspected');
    claim(
      verdict.backSince === undefined || verdict.backSince.run <= run,
      'it is back since a run that was not made yet',
    );
  }
  if (verdict.kind === 'drift-detected') {
    const { looksBack } = verdict;
    claim(evidence.counted || looksBack === undefined, 'a run that did not count looks like the baseline');
    claim(looksBack === undefined || looksBack.run <= run, 'it looks back since a run that was not made yet');
  }
  if (coverage === undefined) return found;
  const unjudged = new Map(coverage.unjudged.map((golden) => [golden.golden, golden]));
  claim(
    coverage.judged <= answered.size,
    `${coverage.judged} goldens are said to be judged, ${answered.size} answered`,
  );
  for (const golden of goldens) {
    const key = goldenKey({ golden: golden.id, goldenVersion: golden.version });
    if (!answered.has(key))
      claim(unjudged.has(key) || coverage.judged === 0, `nothing is said of ${key}, which gave no answer`);
  }
  const asked = new Set(samples.map(goldenKey));
  for (const { golden, why } of coverage.unjudged) {
    claim(why !== 'gone' || !asked.has(golden), `${golden} is called gone and was asked`);
    claim(why !== 'failing' || asked.has(golden), `${golden} is called failing and was not asked`);
  }
  const judged = [...answered].filter((key) => !unjudged.has(key)).length;
  if (evidence.counted)
    claim(judged === coverage.judged, `${judged} answered and are not said to be unjudged, ${coverage.judged} judged`);
  return found;
}
