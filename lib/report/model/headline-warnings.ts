import { retiresAt } from '../../domain/endpoint/model-notice.ts';
import { isBlinding } from '../../domain/verdict/condition.ts';
import { isActive } from '../../domain/verdict/incident.ts';
import { isOurs, weightyFacts } from '../../domain/verdict/weighty-facts.ts';
import { factKinds } from '../words/fact-words.ts';
import { ago, plural } from '../words/format.ts';
import { healthWarnings } from '../words/health-words.ts';
import { neverPassing } from '../words/never-passing.ts';
import { quietWords } from '../words/quiet-words.ts';
import { retirementWarning } from '../words/retirement-words.ts';
import { shrunkWords } from '../words/shrunk-words.ts';
import { utcTime } from '../words/time.ts';
import { openConditions } from './condition-headline.ts';
import { every } from './headline-tiles.ts';
import type { ReportModel } from './report-model.ts';

/** That nothing is told now: whoever looks must not take the quiet for good news. */
export function quietWarnings({ quiet }: ReportModel): string[] {
  return quiet === undefined ? [] : [`Nothing is told until ${utcTime(quiet.until)}: ${quietWords(quiet)}.`];
}

/**
 * A silent monitor looks just like a quiet model, a promise may rest on nothing, and a model may be about to go: all have
 * to be said.
 */
export function headlineWarnings(model: ReportModel): string[] {
  const retiring = retirementWarning(model.endpoint.model, retiresAt(model.notice), model.generatedAt);
  const doubts = [
    ...(retiring === undefined ? [] : [retiring]),
    ...factWarnings(model),
    ...openElsewhere(model),
    ...shrunkWarning(model),
    ...failureWarnings(model),
    ...neverPassingWarning(model),
    ...healthWarnings(model.health),
  ];
  const last = model.runs.at(-1);
  if (last === undefined || openConditions(model).some(({ kind }) => kind === 'silent')) return doubts;
  const silent = Date.parse(model.generatedAt) - Date.parse(last.at);
  if (silent <= 2.5 * model.budget.everySeconds * 1000) return doubts;
  return [
    ...doubts,
    `The monitor is silent: the last run was ${ago(last.at, model.generatedAt)}, and one is due every ${every(model)}.`,
  ];
}

/** What was found since the baseline began that no statistic shows; of an alarm it is a part. */
function factWarnings({ facts, runs, state }: ReportModel): string[] {
  const current = facts.filter(({ indices }) => runs[indices.at(-1) ?? -1]?.epoch === state.epoch);
  const weighty = weightyFacts(current.map(({ fact }) => fact)).filter((fact) => !isOurs(fact));
  if (weighty.length === 0 || state.kind === 'drift') return [];
  // A fact stands in the run that told it, not in the newest one.
  const run = weighty
    .flatMap(({ runs }) => runs)
    .sort()
    .at(-1);
  return [`Not what it was, as a fact and not by statistics: ${factKinds(weighty)}; pinwatch show ${run} says more.`];
}

/** Runs that say less than they were asked to. */
function shrunkWarning({ runs }: ReportModel): string[] {
  const shrunk = runs.at(-1)?.record?.shrunk;
  return shrunk === undefined ? [] : [`Runs are smaller than asked for: ${shrunkWords(shrunk)}.`];
}

/** An incident of what was watched before stays open until somebody decides. */
function openElsewhere({ incidents, state, endpoint }: ReportModel): string[] {
  const open = incidents.filter(({ incident }) => isActive(incident) && incident !== state.incident);
  const left = state.kind === 'changed' && state.incident !== undefined ? [state.incident] : [];
  return [...open.map(({ incident }) => incident), ...left].map(
    ({ openedAt }) =>
      `An incident of ${utcTime(openedAt)}, of what was watched before, is still open; pinwatch accept ${endpoint.id} --why "…" closes it.`,
  );
}

/** Expectations that no answer since the baseline began satisfied. */
function neverPassingWarning({ runs, state }: ReportModel): string[] {
  const current = runs.filter(({ epoch }) => epoch === state.epoch);
  const said = neverPassing(current.map(({ judgement }) => judgement?.evidence.rates ?? []));
  return said === undefined ? [] : [said];
}

/** Calls of the newest run that failed, where they are so many that it did not count. */
function failureWarnings({ state, endpoint, conditions }: ReportModel): string[] {
  if (openConditions({ conditions }).some(isBlinding)) return [];
  const { evidence } = state.latest ?? {};
  if (evidence === undefined || evidence.counted || evidence.failed === 0) return [];
  return [
    `${evidence.failed} of ${plural(evidence.planned, 'call')} failed in the newest run; pinwatch show ${endpoint.id} says which and why.`,
  ];
}
