import { answerText } from '../domain/run/answer-text.ts';
import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { BeforeAfter, RateChange } from '../domain/verdict/explanation.ts';
import { drawsOf } from './cross-scores.ts';
import { cutAtDivergence } from './examples.ts';
import { AlikeAnswers, commonest, type DrawsOfGolden } from './likelier-answers.ts';
import { expectationPrefix } from './rate-changes.ts';

const mostExamples = 3;
/** Chance of an example of nothing, over all goldens and kinds of answers together. */
const level = 0.05;

/**
 * Pairs of answers that show a change, those with the most evidence first; none where no answer shows it.
 *
 * The second of a pair is an answer that is likelier since the change than before: of all kinds of answers (the same one,
 * those that begin alike, those with the same structured properties) its golden has one that came oftener by an exact test at
 * 5 %, corrected for all kinds of all goldens, and in two runs at least. Where no golden shows it alone, it is an answer that
 * fails what clearly fails more often over several goldens together, of those that show it. The first is of the kind that became rarest by the
 * same test, or else the commonest answer before of another kind. Each says how often its kind came before and since.
 *
 * Null: every golden's answers are distributed as before, and draws are independent; where those of one run share the server's
 * load, an example of nothing comes oftener than in 5 % of changes that move no answer.
 *
 * Time O(draws x levels of the tree).
 */
export function changeExamples(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  rates: readonly RateChange[] = [],
): readonly BeforeAfter[] {
  const own = likelierExamples(before, after);
  return own.length > 0 ? own : failingExamples(before, after, rates);
}

function likelierExamples(before: readonly ObservedRun[], after: readonly ObservedRun[]): readonly BeforeAfter[] {
  const goldens = [...new Set(before.flatMap((run) => [...run.goldens.keys()]))].flatMap((golden) => {
    const [was, is] = [drawsOf(before, golden), drawsOf(after, golden)];
    return was.length === 0 || is.length === 0 ? [] : [{ golden, answers: new AlikeAnswers(was, is) }];
  });
  const tests = goldens.reduce((sum, { answers }) => sum + answers.tests, 0);
  return goldens
    .flatMap(({ golden, answers }) => {
      const is = answers.likeliest('after');
      return is === undefined || is.pValue * tests > level ? [] : [{ golden, answers, is }];
    })
    .sort((a, b) => a.is.pValue - b.is.pValue)
    .flatMap(({ golden, answers, is }): BeforeAfter[] => {
      const rarer = answers.likeliest('before');
      const was = rarer !== undefined && rarer.pValue * tests <= level ? rarer : answers.commonestBeforeBut(is);
      if (was === undefined) return [];
      const [wasSaid, isSaid] = [answerText(was.draw), answerText(is.draw)];
      if (wasSaid === isSaid) return [];
      return [{ golden, ...cutAtDivergence(wasSaid, isSaid), seen: { before: was.seen, after: is.seen } }];
    })
    .slice(0, mostExamples);
}

/** Answers that fail what several goldens together clearly fail more often, from those that fail it most since. */
function failingExamples(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  rates: readonly RateChange[],
): readonly BeforeAfter[] {
  const shared = rates.find(
    ({ golden, kind, isClear, before: was, after: is }) =>
      golden === undefined && kind === 'expectation' && isClear === true && is.estimate > was.estimate,
  );
  if (shared === undefined) return [];
  const property = expectationPrefix + shared.name;
  const fails = ({ draw }: DrawsOfGolden[number]) => (draw.properties[property] ?? 0) > 0;
  const goldens = [...new Set(before.flatMap((run) => [...run.goldens.keys()]))].map((golden) => {
    const [was, is] = [drawsOf(before, golden), drawsOf(after, golden)];
    return { golden, was, is, failed: { before: was.filter(fails).length, since: is.filter(fails).length } };
  });
  return goldens
    .filter(({ was, is, failed }) => failed.since * was.length > failed.before * is.length && failed.since > 1)
    .sort((a, b) => b.failed.since / b.is.length - a.failed.since / a.is.length)
    .slice(0, mostExamples)
    .flatMap(({ golden, was, is, failed }): BeforeAfter[] => {
      const passing = commonest(was.filter((one) => !fails(one)).map(({ draw }) => draw));
      const failing = commonest(is.filter(fails).map(({ draw }) => draw));
      if (passing === undefined || failing === undefined) return [];
      const kind = (before: number, since: number) => ({
        like: 'kind' as const,
        before: { count: before, draws: was.length },
        since: { count: since, draws: is.length },
      });
      const seen = {
        before: kind(was.length - failed.before, is.length - failed.since),
        after: kind(failed.before, failed.since),
      };
      return [{ golden, ...cutAtDivergence(answerText(passing), answerText(failing)), seen }];
    });
}
