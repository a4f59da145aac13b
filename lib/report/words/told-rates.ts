import { goldenName } from '../../domain/golden/golden-key.ts';
import type { RateChange } from '../../domain/verdict/explanation.ts';
import { percent, percentWithInterval, plural } from './format.ts';
import { byClarity, intervalGap, isFailureRate, oncePerName, rateName } from './rate-words.ts';

/** The rates of an explanation that people are told, the clearest first. */
export interface ToldRates {
  /** Expectations that fail more often. */
  readonly failing: readonly RateChange[];
  /** Expectations that fail less often. */
  readonly better: readonly RateChange[];
  /** Refusals, JSON, tool calls and so on, which are not good or bad by themselves. */
  readonly properties: readonly RateChange[];
}

/**
 * Chooses what to tell of the rates: only what changed clearly, and each thing once. What several goldens show is told of all
 * that expect it together; what one golden shows is told of that golden.
 */
export function toldRates(rates: readonly RateChange[]): ToldRates {
  const clear = rates.filter(isClearRate);
  const ordered = clear.some(({ isClear }) => isClear === undefined) ? byClarity(clear) : clear;
  const told = ordered.every(({ isClear }) => isClear === undefined) ? oncePerName(ordered) : eachOnce(ordered);
  const failures = told.filter(isFailureRate);
  return {
    failing: failures.filter(({ before, after }) => after.estimate > before.estimate),
    better: failures.filter(({ before, after }) => after.estimate < before.estimate),
    properties: told.filter((rate) => !isFailureRate(rate)),
  };
}

/** Whether a rate changed beyond chance; versions that did not test it are read by their intervals. */
export function isClearRate(rate: RateChange): boolean {
  return rate.isClear ?? intervalGap(rate) > 0;
}

function eachOnce(clear: readonly RateChange[]): RateChange[] {
  const shared = new Set(clear.filter(isShared).map(keyOf));
  return clear.filter((rate) => (shared.has(keyOf(rate)) ? isShared(rate) : rate.golden !== undefined));
}

/** Whether a pooled rate moved in several goldens; of one that did in one alone, that golden says it. */
function isShared({ golden, goldens }: RateChange): boolean {
  return golden === undefined && (goldens?.shown ?? 0) > 1;
}

function keyOf({ kind, name }: RateChange): string {
  return `${kind} ${name}`;
}

/** `ticket-json · is JSON`, `is JSON · 3 of 3 goldens that expect it`, `refuses · 5 of 16 goldens` */
export function toldTitle(rate: RateChange, name = rateName(rate)): string {
  const { golden, goldens } = rate;
  if (golden !== undefined) return `${goldenName(golden)} · ${name}`;
  if (goldens === undefined) return `all goldens · ${name}`;
  return `${name} · ${goldens.shown} of ${plural(goldens.of, 'golden')}${isFailureRate(rate) ? ' that expect it' : ''}`;
}

/** `0.0 % [0.0 %, 1.3 %] → 24 % [15 %, 36 %]` */
export function toldNumbers({ before, after }: RateChange): string {
  return `${percentWithInterval(before)} → ${percentWithInterval(after)}`;
}

/** `newest 4 runs 2 of 8`; nothing where they are not told apart. */
export function newestNumbers({ newest }: RateChange, runs: number | undefined): string {
  if (newest === undefined || runs === undefined) return '';
  return `newest ${plural(runs, 'run')} ${newest.count} of ${newest.draws}`;
}

const properties: Readonly<Record<string, string>> = {
  json: 'are JSON',
  refusal: 'refuse',
  stop: 'end by themselves',
  empty: 'are empty',
  'tool-call': 'call a tool',
  'invalid-tool-arguments': 'have tool arguments that are not JSON',
};

/** `24 % of answers to ticket-json fail "is JSON" (0.0 % before)`: a rate as a sentence, for a headline. */
export function rateSentence(rate: RateChange, name = rateName(rate)): string {
  const { golden, goldens, before, after } = rate;
  const does = isFailureRate(rate)
    ? `fail ${name.includes('"') ? name : `"${name}"`}`
    : (properties[rate.name] ?? name);
  const of = golden === undefined ? '' : ` to ${goldenName(golden)}`;
  const where =
    goldens === undefined
      ? ''
      : `, in ${goldens.shown} of ${goldens.of} goldens${isFailureRate(rate) ? ' that expect it' : ''}`;
  return `${percent(after.estimate)} of answers${of} ${does} (${percent(before.estimate)} before)${where}`;
}
