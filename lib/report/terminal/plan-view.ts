import type {
  DetectionPlan,
  PlannedEndpoint,
  PlannedGolden,
  PlanPoint,
  WithCanary,
} from '../../domain/project/plan-report.ts';
import { amountOf, secondsToFind, secondsUntil } from '../../domain/project/plan-report.ts';
import { durationSeconds } from '../../domain/project/project.ts';
import { money, nothing, percent, rough } from '../words/format.ts';
import {
  assumptionWords,
  changeWords,
  choiceWords,
  costWords,
  foundWords,
  slightChange,
  slightWords,
  timeWords,
} from '../words/plan-words.ts';
import { printable } from '../words/printable.ts';
import { betterCanaryLines, canaryCurveLines, canaryLines } from './plan-canary-view.ts';
import { paragraphs } from './plan-paragraphs.ts';
import { type Line, plain, type Segment, style, type Tone, wrap } from './styled-text.ts';
import { fittingTable } from './text-table.ts';

/** How a plan is shown. */
export interface DetectionView {
  readonly width: number;
  readonly explain: boolean;
  /** What a choice for an endpoint costs in a month with all that a deployed monitor of the whole project asks of AWS. */
  readonly inAws?: ((endpoint: string, choice: AwsChoice) => string) | undefined;
}

/** What is chosen for an endpoint, as far as it moves what AWS asks. */
export type AwsChoice = Pick<PlanPoint, 'every' | 'costMicros'> &
  Partial<Pick<PlanPoint, 'goldens' | 'repetitions'>> & { readonly canaryEvery?: string };

/** How soon changes are found at an endpoint, and what would be better. */
export function detectionLines(endpoint: PlannedEndpoint, { width, explain, inAws }: DetectionView): Line[] {
  const { detection: plan, currency } = endpoint;
  if (plan === undefined) return [];
  const { now, changes, moved, young, mixed, canary } = plan;
  const awsOf = inAws && ((choice: AwsChoice) => inAws(endpoint.endpoint, choice));
  const awsOfPair =
    awsOf &&
    (({ every: own, canaryEvery, costMicros }: WithCanary) =>
      awsOf({ every: own, canaryEvery, ...(costMicros === undefined ? {} : { costMicros }) }));
  const every = now.every;
  const found = [
    { of: 'gross', when: foundWords(now.gross, every), what: changeWords(changes.gross) },
    { of: 'subtle', when: foundWords(now.subtle, every), what: changeWords(changes.subtle, moved) },
    { of: 'slight', when: slightWords(now.subtle, every), what: slightChange },
    ...(mixed === undefined
      ? []
      : [
          {
            of: 'rollout',
            when: foundWords(mixed.subtle, every),
            what: changeWords({ kind: 'mixed', share: mixed.share, from: mixed.from }),
          },
          {
            of: 'swap',
            when: foundWords(mixed.gross, every),
            what: changeWords({ kind: 'mixed', share: 1, from: mixed.from }),
          },
        ]),
  ];
  const start = `Directly after a baseline of ${young.references} runs: gross ${foundWords(young.gross, every)}, subtle ${foundWords(young.subtle, every)}.`;
  return [
    [style('strong', printable(endpoint.endpoint)), plain(': how soon a change would be found')],
    ...found.flatMap(({ of, when, what }): Line[] => [
      [plain('  '), style('quiet', of.padEnd(9)), style('strong', when)],
      ...wrap(printable(what), width - 11).map((line): Line => [plain(`           ${line}`)]),
    ]),
    ...paragraphs([start, baselineWords(plan, every), ...assumptionWords(plan)], width),
    [],
    ...goldenLines(endpoint, width),
    ...(explain ? [[], ...curveLines(plan, endpoint, width, awsOf)] : []),
    ...(canary === undefined ? [] : [[], ...canaryLines(canary, currency, width)]),
    ...(explain && canary !== undefined
      ? [[], ...canaryCurveLines(canary, currency, { width, inAws: awsOfPair })]
      : []),
    ...cheaperLines(plan, currency, width),
    [],
    ...betterLines(endpoint, plan, width),
  ];
}

function baselineWords({ baselines }: DetectionPlan, every: string): string {
  const said = baselines.map(
    ({ baselineRuns, earliestAlarm }) =>
      `${baselineRuns} runs: ${earliestAlarm === null ? 'never for certain' : foundShort(earliestAlarm, every)}`,
  );
  return `The grossest change alarms, by the length of the baseline: ${said.join('; ')}.`;
}

function foundShort(runs: number, every: string): string {
  return foundWords({ runs, fewest: runs, most: runs, within: runs, simulations: 1 }, every).replace(/ \[.*/, '');
}

/** Goldens by what they tell, and what they cost. */
function goldenLines({ goldens, currency }: PlannedEndpoint, width: number): Line[] {
  if (!goldens.some(({ detection }) => detection !== undefined)) return [];
  const heads = [
    { head: 'GOLDEN', most: 28 },
    { head: 'TOKENS A MONTH', numeric: true },
    { head: 'A MONTH', numeric: true },
    { head: 'MOVED', numeric: true },
    { head: 'EVIDENCE', numeric: true },
    { head: 'FOR A SUBTLE CHANGE' },
  ];
  const rows = goldens
    .toSorted((a, b) => (b.detection?.evidence ?? 0) - (a.detection?.evidence ?? 0))
    .map(({ golden, inputTokens, outputTokens, costMicros, detection }): Segment[] => [
      style('strong', printable(golden)),
      plain(rough(inputTokens + (outputTokens ?? 0))),
      plain(costMicros === undefined ? nothing : money(costMicros, currency ?? 'USD')),
      plain(detection === undefined ? nothing : percent(detection.moved)),
      plain(detection === undefined ? nothing : detection.evidence.toFixed(1)),
      worthOf(detection),
    ]);
  const note =
    'EVIDENCE is ln(1 / p) of the golden alone after 12 runs of a strong change; 1 is none. A golden that only costs still tells when its own answers change altogether.';
  return [...fittingTable(heads, rows, width, ['A MONTH', 'EVIDENCE']), ...paragraphs([note], width)];
}

function worthOf(detection: PlannedGolden['detection']): Segment {
  if (detection === undefined) return plain(nothing);
  if (detection.carries) return style('good', 'carries');
  return style('quiet', detection.moved === 0 ? 'only costs: never parts' : 'little');
}

const barColumns = 14;

/** Money against time: the choices that nothing cheaper beats, and the one that is made now. */
function curveLines(
  { curve, now }: DetectionPlan,
  { goldens, currency }: PlannedEndpoint,
  width: number,
  inAws: ((choice: AwsChoice) => string) | undefined,
): Line[] {
  const shown = frontier(curve, now);
  const delay = ({ subtle, every }: PlanPoint) =>
    secondsUntil(subtle.runs ?? 2 * subtle.within, durationSeconds(every));
  const longest = Math.max(...shown.map((point) => Math.log1p(delay(point) / 600)));
  const heads = [
    { head: 'A MONTH', numeric: true },
    ...(inAws === undefined ? [] : [{ head: 'WITH AWS', numeric: true }]),
    { head: 'EVERY', numeric: true },
    { head: 'GOLDENS', numeric: true },
    { head: 'DRAWS', numeric: true },
    { head: 'GROSS' },
    { head: 'SUBTLE' },
    { head: '' },
  ];
  const rows = shown.map((point): Segment[] => {
    const bar = '█'.repeat(Math.max(1, Math.round((barColumns * Math.log1p(delay(point) / 600)) / longest)));
    const tone: Tone = point === now ? 'strong' : 'plain';
    return [
      { text: costWords(point, currency), tone },
      ...(inAws === undefined ? [] : [{ text: inAws(point), tone }]),
      { text: point.every, tone },
      { text: String(point.goldens.length), tone },
      { text: String(point.repetitions), tone },
      { text: foundWords(point.gross, point.every).replace(/ \[.*/, ''), tone },
      { text: foundWords(point.subtle, point.every), tone },
      point === now ? style('strong', `${bar} now`) : style('quiet', bar),
    ];
  });
  const note = `Of ${curve.length} choices that were looked at, those that nothing cheaper beats. Bars are longer the later a subtle change is found, on a logarithmic scale. Fewer than ${goldens.length} goldens are those that tell most for their money.${inAws === undefined ? '' : ' WITH AWS adds what AWS asks for the whole project where it is deployed with this choice.'}`;
  return [...fittingTable(heads, rows, width, ['', 'GROSS']), ...paragraphs([note], width)];
}

function frontier(curve: readonly PlanPoint[], now: PlanPoint): PlanPoint[] {
  const delay = ({ subtle, every }: PlanPoint) => secondsToFind(subtle, every) ?? Number.POSITIVE_INFINITY;
  let best = Number.POSITIVE_INFINITY;
  return curve
    .toSorted((a, b) => amountOf(a) - amountOf(b) || delay(a) - delay(b))
    .filter((point) => {
      const isBest = delay(point) < best;
      best = Math.min(best, delay(point));
      return isBest || point === now;
    });
}

/** What batches and the flex tier would cost, where the project file states it. */
function cheaperLines({ cheaper }: DetectionPlan, currency: string | undefined, width: number): Line[] {
  return cheaper.flatMap(({ kind, share, every, costMicros, point, waitSeconds }): Line[] => {
    const how = kind === 'batch' ? 'delivery: batch' : 'tier: flex';
    const wait = waitSeconds === 0 ? '' : `, and up to ${timeWords(waitSeconds)} more until it is answered`;
    const text = `${costWords({ costMicros }, currency)} a month every ${every}, instead of ${costWords(point, currency)} for live calls (${percent(share)} less, as pinwatch.yaml states). A subtle change is found in ${foundWords(point.subtle, every)}${wait}, if its answers vary as live ones do: it is a stream of its own, which begins with a baseline of its own and says nothing about live calls.`;
    return [[], [style('strong', how)], ...paragraphs([text], width)];
  });
}

function betterLines({ endpoint, currency }: PlannedEndpoint, plan: DetectionPlan, width: number): Line[] {
  const { better, origin, canary } = plan;
  const beside = canary === undefined ? [] : betterCanaryLines(canary, endpoint, currency, width);
  if (better === undefined && beside.length > 0) return beside;
  if (better === undefined) {
    const why = origin === 'model' ? ' Once enough runs are stored, it is told which goldens carry detection.' : '';
    return paragraphs([`Nothing that was looked at finds a subtle change clearly sooner for the money.${why}`], width);
  }
  const { point, now } = better;
  const fewer = point.goldens.length < point.of;
  return [
    [style('good', 'proposed'), plain(`  ${choiceWords(point)}: ${costWords(point, currency)} a month`)],
    ...paragraphs(
      [
        `Looked at again with ${point.subtle.simulations} other orders: gross ${foundWords(point.gross, point.every)}, subtle ${foundWords(point.subtle, point.every)}; as it is now gross ${foundWords(now.gross, now.every)}, subtle ${foundWords(now.subtle, now.every)}.`,
        ...(fewer ? ['Goldens that are left out are not watched: what changes only there is not found.'] : []),
      ],
      width,
    ),
    ...beside,
  ];
}
