import type { RunRecord } from '../../domain/run/run.ts';
import type { Coverage, UnjudgedGolden } from '../../domain/verdict/coverage.ts';
import type { Fact, RunEvidence } from '../../domain/verdict/evidence.ts';
import { publicChanges } from '../../domain/verdict/watched.ts';
import { hasItsShare } from './begin-epoch.ts';

/** Facts about our own watching that people are told as they are told of the endpoint: what is watched is another thing. */
export function ownFacts(
  record: RunRecord,
  { goldens = [] }: Pick<RunEvidence, 'goldens'>,
  before: Coverage | undefined,
): Fact[] {
  return [...configurationFacts(record), ...goldenFacts(record, new Set(goldens.map(({ golden }) => golden)), before)];
}

/** Told by the run that began another epoch: a baseline is left, or gone on with. */
function configurationFacts(record: RunRecord): Fact[] {
  const { run, completed, begins } = record;
  if (begins === undefined || begins.changes.length === 0 || !hasItsShare(record)) return [];
  const then =
    begins.returnsTo === undefined
      ? 'a new baseline is learned, and an open incident stays open'
      : `epoch ${begins.returnsTo} of the same configuration is gone on with`;
  return [
    {
      kind: 'configuration',
      was: ['what was watched before'],
      now: `${publicChanges(begins.changes).join('; ')}: ${then}`,
      runs: [run],
      requests: completed,
      trust: 'strong',
    },
  ];
}

/** Goldens that were learned beside the others until the run before, and are judged from this one on. */
function goldenFacts({ run }: RunRecord, judged: ReadonlySet<string>, before: Coverage | undefined): Fact[] {
  return (before?.unjudged ?? [])
    .filter(({ golden, why }) => why === 'learning' && judged.has(golden))
    .map(
      (golden): Fact => ({
        kind: 'golden-version',
        golden: golden.golden,
        was: [learnedWords(golden)],
        now: `watched from run ${run} on`,
        runs: [run],
        requests: 1,
        trust: 'strong',
      }),
    );
}

function learnedWords({ learned, isEdited }: UnjudgedGolden): string {
  const what = isEdited ? 'a new version was learned' : 'it was learned';
  return learned === undefined ? what : `${what} over ${learned.of} runs`;
}
