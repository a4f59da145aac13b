import type { FactAlert } from '../../domain/verdict/alert.ts';
import type { Fact } from '../../domain/verdict/evidence.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { factSentences } from '../words/fact-groups.ts';
import { changeWords, factReach, factSubject, publicFact } from '../words/fact-words.ts';
import { multiple } from '../words/format.ts';
import { utcTime } from '../words/time.ts';
import { verdictWord } from '../words/verdict-words.ts';

/** A label and what it says, in one line. */
export interface FactPoint {
  readonly label: string;
  readonly text: string;
}

/** Facts that a message names. */
const mostFacts = 6;

/** What an alert about facts says for a person at a terminal: everything, customer data too. Never a cause. */
export function factPoints(alert: FactAlert): FactPoint[] {
  return points(alert, (fact) => `${factSubject(fact)}: ${changeWords(fact)} (${factReach(fact)})`);
}

/** The same in ids and numbers, and the provider's own words where they cannot be the customer's. */
export function publicFactPoints(alert: FactAlert): FactPoint[] {
  return points(alert, publicFact);
}

function points({ facts, judgement }: FactAlert, words: (fact: Fact) => string): FactPoint[] {
  const told = factSentences(facts, words);
  const rest = told.length - mostFacts;
  const { run, evidence } = judgement;
  return [
    ...told.slice(0, mostFacts).map((text) => ({ label: 'Changed', text })),
    ...(rest > 0 ? [{ label: 'Changed', text: `and ${rest} more` }] : []),
    { label: 'Found', text: `${utcTime(evidence.at)}, run ${run}${firstSeen(facts, run)}` },
    { label: 'Verdict', text: verdictBeside(judgement) },
  ];
}

/** Ids of runs sort by time. */
function firstSeen(facts: readonly Fact[], run: string): string {
  const [first] = facts.flatMap(({ runs }) => runs).sort();
  return first === undefined || first >= run ? '' : `; first shown by run ${first}`;
}

/** What the statistics say meanwhile, which facts are no part of. */
function verdictBeside({ verdict, evidence, incident }: Judgement): string {
  const ratios = evidence.channels.map(({ logStatistic, logThreshold }) => (logStatistic ?? -Infinity) - logThreshold);
  const said = {
    'drift-detected': incident === undefined ? '' : `, which incident ${incident} tells`,
    'no-drift-detected':
      ratios.length === 0 ? ' so far' : ` so far, evidence ${multiple(Math.max(...ratios))} its threshold`,
    inconclusive: '',
  }[verdict.kind];
  return `${verdictWord({ verdict })}${said}. What changed is a fact and no statistical alarm`;
}
