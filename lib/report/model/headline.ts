import { streamWords } from '../../domain/endpoint/delivery.ts';
import type { Interval } from '../../domain/interval.ts';
import type { Explanation } from '../../domain/verdict/explanation.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { byStrength, excess, goldenList, goldensLead, promiseWords, sinceWords } from '../alert/alert-words.ts';
import { headlineNumber } from '../alert/headline-number.ts';
import { coverageCauses, coverageShort, isPartial } from '../words/coverage-words.ts';
import { ago, duration, multiple, percent, percentRange, plural } from '../words/format.ts';
import { looksBackWords } from '../words/going-on-words.ts';
import { unconfirmedWords } from '../words/health-words.ts';
import { sureWords } from '../words/sure-words.ts';
import { utcTime } from '../words/time.ts';
import { toldRates, toldTitle } from '../words/told-rates.ts';
import { inconclusiveWords, isLearned, isLearning } from '../words/verdict-words.ts';
import { blindingCondition, conditionHeadline, conditionWarning, openConditions } from './condition-headline.ts';
import { alarmTile, every, evidenceTile, lastRunTile, type Tile, watchedTile } from './headline-tiles.ts';
import { headlineWarnings, quietWarnings } from './headline-warnings.ts';
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
  return { ...said, warnings: [...quietWarnings(model), ...others.map(conditionWarning), ...headlineWarnings(model)] };
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
              note: `${alarmNote(alarms, alarm?.evidence.at)}; ${sureWords(strongest, alarm?.evidence.channels)}; ${promiseWords(model.budget.falseAlarmsPerYear)}`,
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
    ? ` Judged: ${[`${coverageShort(coverage)}.`, ...coverageCauses(coverage)].join(' ')}${of}`
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
        ? 'No alarm: the evidence is past the square root of its threshold. That comes by chance now and then; if something changed, the next runs will tell.'
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
