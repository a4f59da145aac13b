import { streamWords } from '../../domain/endpoint/delivery.ts';
import { retiresAt } from '../../domain/endpoint/model-notice.ts';
import type { Interval } from '../../domain/interval.ts';
import { isBlinding } from '../../domain/verdict/condition.ts';
import type { Explanation } from '../../domain/verdict/explanation.ts';
import { isActive } from '../../domain/verdict/incident.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { isOurs, weightyFacts } from '../../domain/verdict/weighty-facts.ts';
import { byStrength, excess, goldenList, goldensLead, promiseWords, sinceWords } from '../alert/alert-words.ts';
import { headlineNumber } from '../alert/headline-number.ts';
import { coverageCauses, coverageShort, isPartial } from '../words/coverage-words.ts';
import { factKinds } from '../words/fact-words.ts';
import { ago, duration, multiple, percent, percentRange, plural } from '../words/format.ts';
import { looksBackWords } from '../words/going-on-words.ts';
import { healthWarnings, unconfirmedWords } from '../words/health-words.ts';
import { neverPassing } from '../words/never-passing.ts';
import { quietWords } from '../words/quiet-words.ts';
import { retirementWarning } from '../words/retirement-words.ts';
import { utcTime } from '../words/time.ts';
import { toldRates, toldTitle } from '../words/told-rates.ts';
import { inconclusiveWords, isLearned, isLearning } from '../words/verdict-words.ts';
import { blindingCondition, conditionHeadline, conditionWarning, openConditions } from './condition-headline.ts';
import { alarmTile, every, evidenceTile, lastRunTile, type Tile, watchedTile } from './headline-tiles.ts';
import type { ReportModel } from './report-model.ts';

/** What a person reads first: one sentence, and the four numbers behind it. */
export interface Headline {
  readonly tone: 'alarm' | 'warning' | 'good' | 'neutral';
  readonly title: string;
  readonly sentence: string;
  readonly tiles: readonly Tile[];
  /** What is wrong with the watching itself. */
  readonly warnings: readonly string[];
}

/** The state of an endpoint in words. */
export function headline(model: ReportModel): Headline {
  const blinding = blindingCondition(model);
  const said = blinding === undefined ? byState(model) : conditionHeadline(blinding, model);
  const others = openConditions(model).filter((condition) => condition !== blinding);
  return { ...said, warnings: [...quietWarnings(model), ...others.map(conditionWarning), ...warnings(model)] };
}

/** That nothing is told now: whoever looks must not take the quiet for good news. */
function quietWarnings({ quiet }: ReportModel): string[] {
  return quiet === undefined ? [] : [`Nothing is told until ${utcTime(quiet.until)}: ${quietWords(quiet)}.`];
}

function byState(model: ReportModel): Omit<Headline, 'warnings'> {
  switch (model.state.kind) {
    case 'drift':
      return driftHeadline(model);
    case 'inconclusive':
      return inconclusiveHeadline(model);
    case 'changed':
      return changedHeadline(model);
    case 'waiting':
      return {
        tone: 'neutral',
        title: 'Nothing judged yet',
        sentence:
          model.runs.length === 0
            ? 'No run of this endpoint was made yet. The first runs are learned as normal.'
            : 'No run of this endpoint has been judged since its baseline began.',
        tiles: [],
      };
    default:
      return quietHeadline(model);
  }
}

function driftHeadline(model: ReportModel): Omit<Headline, 'warnings'> {
  const { alarm, explained, incident } = model.state;
  const explanation = explained?.explanation;
  const alarms = alarm?.verdict.kind === 'drift-detected' ? byStrength(alarm.verdict.alarms) : [];
  const [strongest] = alarms;
  const effect = explanation?.effect ?? driftEffect(alarm?.verdict);
  const since = explanation?.since;
  const back = model.state.latest === undefined ? '' : looksBackWords(model.state.latest.verdict);
  const number = explained === undefined ? '' : headlineNumber(explained);
  const acknowledged =
    incident?.status === 'acknowledged' ? `Acknowledged by ${incident.acknowledged?.by ?? 'somebody'}.` : '';
  return {
    tone: 'alarm',
    title: explanation?.severity === undefined ? 'Drift detected' : `Drift detected (${explanation.severity})`,
    sentence: [
      ...(number === '' ? [] : [`${number.charAt(0).toUpperCase()}${number.slice(1)}.`]),
      since === undefined
        ? `What ${model.endpoint.model} gives has changed.`
        : `What ${model.endpoint.model} gives has changed since about ${utcTime(since.at)}.`,
      ...(back === '' ? [] : [`It ${back}.`]),
      ...(acknowledged === '' ? [] : [acknowledged]),
    ].join(' '),
    tiles: [
      ...(since === undefined || explanation === undefined
        ? []
        : [{ label: 'Since', value: ago(since.at, model.generatedAt), note: sinceWords(explanation) }]),
      ...(explanation === undefined ? [] : nowTile(explanation)),
      ...(strongest === undefined
        ? []
        : [
            {
              label: 'How sure',
              value: `${multiple(excess(strongest))} the threshold`,
              note: `${alarmNote(alarms, alarm?.evidence.at)}; ${promiseWords(model.budget.falseAlarmsPerYear)}`,
            },
          ]),
      ...(effect === undefined
        ? []
        : [
            {
              label: 'How big',
              value: `${percent(effect.estimate)} ${percentRange(effect)}`,
              note: 'of answers are not what the baseline would have given (95 % interval)',
            },
          ]),
      ...(explanation === undefined || explanation.goldens.length === 0
        ? []
        : [{ label: 'Which goldens', value: goldensLead(explanation), note: goldenList(explanation, 4) }]),
    ],
  };
}

/** How it is in the newest runs: an average since the change began hides that it is over. */
function nowTile({ newest, rates, effectNewest }: Explanation): Tile[] {
  if (newest === undefined) return [];
  const label = `Newest ${plural(newest.runs, 'run')}`;
  const [rate] = toldRates(rates).failing;
  if (rate?.newest !== undefined) {
    const { count, draws } = rate.newest;
    return [
      {
        label,
        value: `${count} of ${draws} fail`,
        note: `${toldTitle(rate)}; since the change ${percent(rate.after.estimate)}`,
      },
    ];
  }
  return effectNewest === undefined || effectNewest.low <= 0
    ? [
        {
          label,
          value: 'not shown to differ',
          note: 'the answers of so few runs; what is known of all since the change stands beside',
        },
      ]
    : [
        {
          label,
          value: percent(effectNewest.estimate),
          note: `of answers are not what the baseline would have given ${percentRange(effectNewest)}`,
        },
      ];
}

/** What a good verdict does not cover, where that is something. */
function coverageSentence({ state }: ReportModel): string {
  const { coverage } = state.latest ?? {};
  const of = coverage?.stream === undefined ? '' : ` Of ${streamWords(coverage.stream)} answers only.`;
  return isPartial(coverage)
    ? ` Judged: ${[coverageShort(coverage), ...coverageCauses(coverage)].join('. ')}${of}`
    : of;
}

function alarmNote(alarms: readonly { readonly channel: string }[], at: string | undefined): string {
  const channels = alarms.map(({ channel }) => channel).join(', ');
  return at === undefined ? `channel ${channels}` : `alarm at ${utcTime(at)} in ${channels}`;
}

function driftEffect(verdict: Verdict | undefined): Interval | undefined {
  return verdict?.kind === 'drift-detected' ? verdict.effect : undefined;
}

function changedHeadline(model: ReportModel): Omit<Headline, 'warnings'> {
  const { changes = [], returnsTo } = model.state.change ?? {};
  const last = model.runs.findLast(({ epoch }) => epoch === model.state.epoch);
  const when = last === undefined ? '' : ` after the run of ${utcTime(last.at)}`;
  const next =
    returnsTo === undefined
      ? 'The first run that is answered begins a new baseline.'
      : `The first run that is answered goes on with epoch ${returnsTo}, which was configured alike.`;
  return {
    tone: 'warning',
    title: 'Not judged yet since the configuration changed',
    sentence: `The configuration changed${when} (${changes.join('; ')}), and nothing was judged since. ${next}`,
    tiles: [lastRunTile(model)],
  };
}

function quietHeadline(model: ReportModel): Omit<Headline, 'warnings'> {
  const { kind, latest } = model.state;
  const verdict = latest?.verdict;
  const suspected = kind === 'suspected';
  const floor = verdict?.kind === 'no-drift-detected' ? verdict.belowEffectFloor : undefined;
  const unconfirmed = verdict?.kind === 'no-drift-detected' ? verdict.unconfirmed : undefined;
  const sentence =
    unconfirmed !== undefined
      ? unconfirmedWords(unconfirmed)
      : suspected
        ? 'No alarm. A model-based check that gives no guarantee asks for confirming runs.'
        : floor !== undefined
          ? `The evidence would have raised an alarm, but the effect, ${percent(floor.estimate)} ${percentRange(floor)}, is under the floor of ${percent(model.endpoint.effectFloor)}.`
          : `The answers of ${model.endpoint.model} look as they did when the baseline was learned.${coverageSentence(model)}`;
  return {
    tone: suspected || floor !== undefined ? 'warning' : 'good',
    title: suspected ? 'No drift detected; something suspected' : 'No drift detected',
    sentence,
    tiles: [watchedTile(model), evidenceTile(model), alarmTile(model), lastRunTile(model)],
  };
}

function inconclusiveHeadline(model: ReportModel): Omit<Headline, 'warnings'> {
  const verdict = model.state.latest?.verdict;
  if (verdict?.kind !== 'inconclusive') throw new Error('an inconclusive state has an inconclusive verdict');
  const runs = isLearning(verdict) ? verdict.needed.runs : 0;
  const learning = verdict.reason === 'learning';
  return {
    tone: learning ? 'neutral' : 'warning',
    title: isLearned(verdict)
      ? 'Inconclusive: just learned'
      : learning
        ? 'Inconclusive: still learning'
        : 'Inconclusive',
    sentence: inconclusiveWords(verdict, model.state.latest?.coverage),
    tiles: [
      ...(runs === 0
        ? []
        : [
            {
              label: 'Still needed',
              value: plural(runs, 'run'),
              note: `about ${duration(runs * model.budget.everySeconds * 1000)} at one run every ${every(model)}`,
            },
          ]),
      watchedTile(model),
      alarmTile(model),
      lastRunTile(model),
    ],
  };
}

/**
 * A silent monitor looks just like a quiet model, a promise may rest on nothing, and a model may be about to go: all have
 * to be said.
 */
function warnings(model: ReportModel): string[] {
  const retiring = retirementWarning(model.endpoint.model, retiresAt(model.notice), model.generatedAt);
  const doubts = [
    ...(retiring === undefined ? [] : [retiring]),
    ...factWarnings(model),
    ...openElsewhere(model),
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
