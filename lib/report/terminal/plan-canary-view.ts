import type { CanaryPlan, SecondsToFind, WithCanary } from '../../domain/project/plan-report.ts';
import { amountOf } from '../../domain/project/plan-report.ts';
import { money, plural } from '../words/format.ts';
import { changeWords, costWords, foundWords, timeWords } from '../words/plan-words.ts';
import { printable } from '../words/printable.ts';
import { paragraphs } from './plan-paragraphs.ts';
import { type Line, plain, type Segment, style, type Tone } from './styled-text.ts';
import { fittingTable } from './text-table.ts';

/** Rows of the curve at most. */
const mostRows = 12;

const daysPerYear = 365 / 30;

/** What the canary of an endpoint finds and costs, or what one would. */
export function canaryLines(canary: CanaryPlan, currency: string | undefined, width: number): Line[] {
  const { isCurrent, every, now, goldens, repetitions, share, stream, changes, moved, gross, subtle } = canary;
  const head = isCurrent ? `with its canary ${stream}` : 'with a canary beside it';
  const what = `${plural(goldens, 'sharp golden')}, ${plural(repetitions, 'draw')} each, every ${every}, ${Math.round(100 * share)} % of the false alarms`;
  const paid = `It costs ${costWords(canary, currency)} a month${yearWords(canary, currency)}.`;
  const found = `By itself it finds a gross change (${changeWords(changes.gross)}) in ${foundWords(gross, every)}, a subtle one (${changeWords(changes.subtle, moved)}) in ${foundWords(subtle, every)}.`;
  const together = `With the goldens every ${now.every}, the first alarm of either comes ${bothWords(now.first)}; the goldens, of which up to four confirming runs follow an alarm of the canary, tell what moved ${bothWords(now.goldens)}.`;
  return [
    [style('strong', head), plain(`  ${printable(what)}`)],
    ...paragraphs([paid, found, together, originWords(canary)], width),
  ];
}

/** Nobody reads cents of a month as what a watch costs. */
function yearWords({ costMicros }: Pick<CanaryPlan, 'costMicros'>, currency = 'USD'): string {
  return costMicros === undefined ? '' : `, ${money(Math.round(costMicros * daysPerYear), currency)} a year`;
}

function originWords({ origin, stored, needed, isCurrent }: CanaryPlan): string {
  const alarm = 'An alarm of a canary says that the model changed, not what it does to answers.';
  if (origin === 'stored') return `Backtests of ${plural(stored, 'stored run')} of sharp goldens. ${alarm}`;
  const model =
    'prompts of a word with two first tokens, of which the second comes in 10 to 50 % of the draws, text only; with log-probabilities it is mostly sooner';
  const found = isCurrent ? '' : ' Whether this endpoint has such prompts is found out by `pinwatch sharpen`.';
  return `Of a model of sharp prompts, as only ${stored} quiet runs of them are stored and ${needed} are needed: ${model}.${found} ${alarm}`;
}

/** Money against time for goldens and canary together: what nothing beats that is cheaper and tells both sooner. */
export function canaryCurveLines(
  { curve, now, isCurrent }: CanaryPlan,
  currency: string | undefined,
  { width, inAws }: { readonly width: number; readonly inAws?: ((point: WithCanary) => string) | undefined },
): Line[] {
  const best = frontier(curve);
  const shown = spread(best, mostRows);
  if (shown.length === 0) return [];
  const heads = [
    { head: 'A MONTH', numeric: true },
    ...(inAws === undefined ? [] : [{ head: 'WITH AWS', numeric: true }]),
    { head: 'GOLDENS EVERY', numeric: true },
    { head: 'CANARY EVERY', numeric: true },
    { head: 'FIRST: GROSS' },
    { head: 'SUBTLE' },
    { head: 'GOLDENS: SUBTLE' },
  ];
  const rows = shown.map((point): Segment[] => {
    const isNow = isCurrent && point.every === now.every && point.canaryEvery === now.canaryEvery;
    const tone: Tone = isNow ? 'strong' : 'plain';
    const cells = [
      costWords(point, currency),
      ...(inAws === undefined ? [] : [inAws(point)]),
      point.every,
      point.canaryEvery,
      secondsWords(point.first.gross),
      secondsWords(point.first.subtle),
      secondsWords(point.goldens.subtle) + (isNow ? '  now' : ''),
    ];
    return cells.map((text) => ({ text, tone }));
  });
  const note = `Goldens and canary together, of ${curve.length} pairs of intervals ${best.length > shown.length ? 'some of ' : ''}those that nothing cheaper beats in both. FIRST is the first alarm of either, the sooner of the two medians; confirming runs come on top, one in ten at most.`;
  return [...fittingTable(heads, rows, width, ['FIRST: GROSS']), ...paragraphs([note], width)];
}

function frontier(curve: readonly WithCanary[]): WithCanary[] {
  const late = (seconds: number | null) => seconds ?? Number.MAX_VALUE;
  const beats = (a: WithCanary, b: WithCanary) =>
    amountOf(a) <= amountOf(b) &&
    late(a.first.subtle) <= late(b.first.subtle) &&
    late(a.goldens.subtle) <= late(b.goldens.subtle) &&
    (amountOf(a) < amountOf(b) ||
      late(a.first.subtle) < late(b.first.subtle) ||
      late(a.goldens.subtle) < late(b.goldens.subtle));
  return curve.filter((one) => !curve.some((other) => beats(other, one)));
}

/** So many of some points, from the first to the last, evenly. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))] as T);
}

/** What is proposed, and how it is got. */
export function betterCanaryLines(
  { better, hasGoldens, isCurrent, stream }: CanaryPlan,
  endpoint: string,
  currency: string | undefined,
  width: number,
): Line[] {
  if (better === undefined) return [];
  const { every, canaryEvery, first, goldens } = better;
  const how = isCurrent
    ? []
    : hasGoldens
      ? [`${stream} begins a baseline of its own; until it is learned, the goldens watch alone.`]
      : [
          `First \`pinwatch sharpen ${endpoint}\` has to find sharp goldens; then plan looks again, at what they answered.`,
        ];
  return [
    [
      style('good', 'proposed'),
      plain(`  every: ${every}, canary: { every: ${canaryEvery} }: ${costWords(better, currency)} a month`),
    ],
    ...paragraphs(
      [
        `Looked at again with other orders: the first alarm comes ${bothWords(first)}, and the goldens tell what moved ${bothWords(goldens)}.`,
        ...how,
      ],
      width,
    ),
  ];
}

function bothWords({ gross, subtle }: SecondsToFind): string {
  return `in ${secondsWords(gross)} after a gross change and in ${secondsWords(subtle)} after a subtle one`;
}

function secondsWords(seconds: number | null): string {
  return seconds === null ? 'longer than was looked at' : timeWords(seconds);
}
