import { streamWords } from '../../domain/endpoint/delivery.ts';
import { goldenName } from '../../domain/golden/golden-key.ts';
import { type Coverage, isCovered, type UnjudgedGolden } from '../../domain/verdict/coverage.ts';
import type { LearnedAgain } from '../../domain/verdict/judgement.ts';
import { count, plural } from './format.ts';
import { printable } from './printable.ts';
import { utcTime } from './time.ts';

/** Goldens that are named for one cause; of more of them it is said how many. */
const mostNamed = 6;

/** `5 of 6 goldens`: how much a verdict covers, in few words; `1,000 of 1,000 goldens, a sample of 10,000` where there are so many. */
export function coverageShort({ judged, expected, sampleOf }: Coverage): string {
  const sample = sampleOf === undefined ? '' : `, a sample of ${count(sampleOf)}`;
  return `${judged} of ${plural(expected, 'golden')}${sample}`;
}

/** `5 of 6 goldens judged, each against 24 runs, since 2026-11-22 09:00 UTC` */
export function coverageWords(coverage: Coverage): string {
  const { references, since } = coverage;
  const against = references === 0 ? '' : `, each against ${plural(references, 'run')}`;
  return `${coverageShort(coverage)} judged${against}, since ${utcTime(since.at)}${streamNote(coverage)}`;
}

/** `; of batch answers only`: what a verdict is about where it is not about live answers of no stated tier. */
export function streamNote({ stream }: Pick<Coverage, 'stream'>): string {
  return stream === undefined ? '' : `; of ${streamWords(stream)} answers only`;
}

/** What is not judged, why, and what to do about it: a sentence for each cause. */
export function coverageCauses({ unjudged, circumstances }: Coverage): string[] {
  const groups = Map.groupBy(unjudged, ({ why, isEdited }) => (isEdited ? 'edited' : why));
  const causes = (Object.keys(words) as Cause[]).flatMap((cause) => {
    const goldens = groups.get(cause) ?? [];
    return goldens.length === 0 ? [] : [words[cause](goldens)];
  });
  if (circumstances === undefined) return causes;
  const { name, references, needed } = circumstances;
  return [...causes, `First runs with ${cacheWords[name] ?? name}: ${references} of ${needed} references.`];
}

const cacheWords: Readonly<Record<string, string>> = {
  warm: 'a warm prompt cache',
  cold: 'a cold prompt cache',
  mixed: 'a prompt cache that is warm for some',
  unknown: 'nothing told of the prompt cache',
};

/** `refund-email (timeout)`: goldens that are not judged, for one line. */
export function unjudgedNames({ unjudged }: Coverage): string {
  return names(unjudged);
}

/** Why a baseline was made anew, and that nothing was lost by it. */
export function learnedAgainWords({ why, runs, unreadable }: LearnedAgain): string {
  const lost = unreadable === 0 ? '' : `; ${plural(unreadable, 'run')} could not be read`;
  return `${becauseOf[why]}, so it was made anew from the stored answers of ${plural(runs, 'run')}${lost}`;
}

/** That the stored answers of some runs are missing or damaged, and what that means for what is said. */
export function unreadableWords(runs: readonly string[]): string {
  return `the stored answers of ${plural(runs.length, 'run')} are missing or damaged, and all of this was measured without them (pinwatch verify names them)`;
}

const becauseOf: Readonly<Record<LearnedAgain['why'], string>> = {
  'fewer-draws': 'fewer answers a golden are asked for than were learned',
  'other-detector': 'another version of the detector had learned it',
  'damaged-state': 'what had been learned could not be read',
  'more-draws': 'enough runs had as many draws as are asked for by now',
  'smaller-run': 'the run was made smaller, as the budget of the month would not have lasted',
  'full-run': 'runs are made in their full size again',
  'one-baseline': 'goldens that came at different times can be judged together by now',
  returned: 'the endpoint is configured as it was before',
};

/** What a verdict covers and what it does not, for an alert; nothing where it covers everything, of live answers. */
export function partWords(coverage: Coverage | undefined): string {
  if (coverage === undefined || (coverage.stream === undefined && !isPartial(coverage))) return '';
  const rest = coverage.unjudged.length === 0 ? '' : `; not judged: ${unjudgedNames(coverage)}`;
  return `${coverageShort(coverage)}${rest}${streamNote(coverage)}`;
}

/** Whether a verdict should say what it covers: not all of it is. */
export function isPartial(coverage: Coverage | undefined): coverage is Coverage {
  if (coverage === undefined) return false;
  return coverage.sampleOf !== undefined || coverage.unjudged.length > 0 || !isCovered(coverage);
}

type Cause = UnjudgedGolden['why'] | 'edited';

const words: Readonly<Record<Cause, (goldens: readonly UnjudgedGolden[]) => string>> = {
  gone: (goldens) =>
    `${plural(goldens.length, 'golden')} of the baseline ${are(goldens)} gone: ${names(goldens)}. If that is meant, nothing is to be done; else put ${them(goldens)} back.`,
  edited: (goldens) =>
    `${plural(goldens.length, 'golden')} ${are(goldens)} edited: ${names(goldens)}. The new ${goldens.length === 1 ? 'version is' : 'versions are'} learned beside the others and judged from then on.`,
  learning: (goldens) =>
    `${plural(goldens.length, 'golden')} ${are(goldens)} new: ${names(goldens)}. ${goldens.length === 1 ? 'It is' : 'They are'} learned beside the others and judged from then on.`,
  failing: (goldens) =>
    `${plural(goldens.length, 'golden')} ${goldens.length === 1 ? 'fails' : 'fail'}: ${names(goldens)}. Mend or remove ${them(goldens)}.`,
  'too-few-answers': (goldens) =>
    `${plural(goldens.length, 'golden')} got too few answers in this run: ${names(goldens)}.`,
  'other-design': (goldens) =>
    `${plural(goldens.length, 'golden')} ${are(goldens)} drawn less often than in the baseline: ${names(goldens)}.`,
};

function are(goldens: readonly unknown[]): string {
  return goldens.length === 1 ? 'is' : 'are';
}

function them(goldens: readonly unknown[]): string {
  return goldens.length === 1 ? 'it' : 'them';
}

function names(goldens: readonly UnjudgedGolden[]): string {
  const named = goldens.slice(0, mostNamed).map(nameOf).join(', ');
  return goldens.length > mostNamed ? `${named} and ${goldens.length - mostNamed} more` : named;
}

function nameOf({ golden, failure, learned, since }: UnjudgedGolden): string {
  const notes = [
    ...(failure === undefined ? [] : [printable(failure)]),
    ...(learned === undefined ? [] : [`${learned.runs} of ${learned.of} runs`]),
    ...(failure !== undefined && since.runs > 1 ? [`${since.runs} runs in a row`] : []),
  ];
  return printable(goldenName(golden)) + (notes.length === 0 ? '' : ` (${notes.join(', ')})`);
}
