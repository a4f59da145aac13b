import { goldenName } from '../../domain/golden/golden-key.ts';
import type { ChangeAnswer, DatedChange } from '../../domain/verdict/change-answer.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import { conditionSentence } from './condition-words.ts';
import { factKinds } from './fact-words.ts';
import { percentWithInterval, plural } from './format.ts';
import { utcRange, utcTime } from './time.ts';

/** Did the model change then? One sentence. */
export function answerSentence(answer: ChangeAnswer): string {
  const [change] = answer.changes;
  switch (answer.kind) {
    case 'changed':
      return `Yes: ${changeWords(change)}.`;
    case 'may-have':
      return `Perhaps: ${changeWords(change)}.`;
    case 'was-changed':
      return `It had changed before: ${changeWords(change)}; while that goes on, a further change is not told apart.`;
    case 'no-change-shown':
      return `No change was shown: ${judgedWords(answer)}, and no alarm since then dates a change to that time.`;
    case 'cannot-tell':
      return `It cannot be told: ${whyNot(answer)}.`;
  }
}

/** What else belongs to the answer, a line each. */
export function answerNotes(answer: ChangeAnswer): string[] {
  const { kind, changes, facts, baselines, conditions, unjudged, covered, judged, runs } = answer;
  const isCounted = kind === 'changed' || kind === 'may-have' || kind === 'was-changed';
  return [
    ...(kind === 'cannot-tell'
      ? changes.map((change) => `what was served had changed before: ${changeWords(change)}`)
      : []),
    ...(isCounted ? changes.slice(1).map((change) => `another change: ${changeWords(change)}`) : []),
    ...(isCounted && runs > 0 ? [judgedWords(answer)] : []),
    ...(unjudged.length > 0 && judged > 0
      ? [`not judged: ${unjudged.map((one) => `${plural(one.runs, 'run')} (${reasonWords(one.reason)})`).join(', ')}`]
      : []),
    ...(covered === undefined
      ? []
      : [`some runs were judged in part, at least ${covered.judged} of ${plural(covered.expected, 'golden')}`]),
    ...(facts.length === 0 ? [] : [`as a fact and not by statistics, not what it was: ${factKinds(facts)}`]),
    ...baselines.map(
      ({ number, by }) =>
        `baseline ${number} began in that time (${by}): nothing before it is compared with what came after`,
    ),
    ...conditions.map((condition) => `not watched: ${conditionSentence(condition)}`),
    ...(runs > 0 && kind === 'no-change-shown'
      ? ['a change that is too small, or that went back at once, may not be shown']
      : []),
  ];
}

function changeWords(change: DatedChange | undefined): string {
  if (change === undefined) return '';
  const { incident, since, effect, goldens } = change;
  const { at, earliest, latest } = since;
  const isDated = earliest !== latest;
  const names = [...new Set(goldens.map(goldenName))];
  return [
    isDated
      ? `the answers changed at about ${utcTime(at)} (${utcRange(earliest, latest)})`
      : `the answers changed at about ${utcTime(at)}`,
    `the alarm came at ${utcTime(incident.openedAt)}`,
    ...(effect === undefined ? [] : [`${percentWithInterval(effect)} of answers are not what they would have been`]),
    ...(names.length === 0
      ? []
      : [`shown in ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`]),
    statusWords(incident),
  ].join('; ');
}

function statusWords(incident: Incident): string {
  if (isActive(incident)) return 'it goes on';
  const end = utcTime(incident.resolvedAt ?? incident.updatedAt);
  return incident.status === 'accepted' ? `accepted as the new normal at ${end}` : `over since ${end}`;
}

function judgedWords({ runs, judged, drifting }: ChangeAnswer): string {
  const of =
    judged === runs ? `all ${plural(runs, 'run')} were judged` : `${judged} of ${plural(runs, 'run')} were judged`;
  return `${runs === 1 && judged === 1 ? 'the one run was judged' : of}, ${drifting === 0 ? 'none with drift' : `${drifting} with drift`}`;
}

function whyNot(answer: ChangeAnswer): string {
  const { runs, judged, unjudged, tooEarly, conditions } = answer;
  if (runs === 0) {
    const [condition] = conditions;
    return condition === undefined
      ? 'no run was made in that time'
      : `no run was made in that time (${conditionSentence(condition)})`;
  }
  if (judged === 0) {
    const reasons = unjudged.map((one) => `${plural(one.runs, 'run')} ${reasonWords(one.reason)}`);
    return `no run of that time could be judged (${reasons.join(', ')})`;
  }
  const { runsSince, needed } = tooEarly as NonNullable<typeof tooEarly>;
  return (
    `${judgedWords(answer)}, but it is too early: a gross change at its end shows after ${plural(needed, 'run')}, ` +
    `and ${runsSince === 0 ? 'none' : plural(runsSince, 'run')} came since`
  );
}

const reasons: Readonly<Record<string, string>> = {
  learning: 'learning the baseline',
  'too-few-samples': 'with too few answers',
  unreachable: 'without any answer',
  'baseline-not-uniform': 'after an uneven baseline',
  'nothing-in-common': 'with no golden of the baseline',
  'new-circumstances': 'in new circumstances',
  'baseline-too-short': 'after too short a baseline',
  'partly-covered': 'with too few goldens judged',
  'not-judged': 'not judged yet',
};

function reasonWords(reason: string): string {
  return reasons[reason] ?? reason;
}
