import { ConfigError, type Problem } from '../domain/errors.ts';

/** Options that say which time a command looks at. */
export interface TimeOptions {
  readonly on?: string;
  readonly from?: string;
  readonly to?: string;
  readonly utc?: true;
}

/** ISO 8601 in UTC, inclusive and exclusive; an end that was not asked for is left out. */
export interface AskedSpan {
  readonly from?: string;
  readonly until?: string;
}

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const expected =
  'expected a time such as 2026-11-24, "2026-11-24 08:00", 2026-11-24T08:00Z, tuesday, "last tuesday", yesterday, 12h or 7d';
const unitMs = { min: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** Help for the options that `timeSpan` reads. */
export const timeHelp = `
Times are those of this machine, with --utc those of UTC: a day (2026-11-24,
today, yesterday, tuesday, "last tuesday"), a time ("2026-11-24 08:00", or with
its zone 2026-11-24T08:00Z), or how long ago (90min, 12h, 7d, 2w). --to a day
means to its end; --on is one whole day.`;

/**
 * The time that a person asked about.
 *
 * @param now decides what `tuesday` is: the newest one that has begun; `last tuesday` is one before today.
 * @throws {ConfigError} with every option that cannot be understood, and for a span that ends before it begins.
 */
export function timeSpan({ on, from, to, utc = undefined }: TimeOptions, now: Date): AskedSpan {
  const problems: Problem[] = [];
  const read = (where: string, text: string | undefined, isEnd: boolean): Date | undefined => {
    if (text === undefined) return undefined;
    const found = pointIn(text.trim().toLowerCase(), now, utc === true);
    const isDayMissing = where === '--on' && found !== undefined && found.dayAfter === undefined;
    if (found === undefined || isDayMissing)
      problems.push({
        where,
        what: `${isDayMissing ? 'expected a day such as 2026-11-24 or tuesday' : expected}, got "${text}"`,
      });
    return isEnd ? (found?.dayAfter ?? found?.at) : found?.at;
  };
  if (on !== undefined && (from !== undefined || to !== undefined))
    problems.push({ where: '--on', what: 'expected either --on, or --from and --to, got both' });
  const begin = read(on === undefined ? '--from' : '--on', on ?? from, false);
  const end = on === undefined ? read('--to', to, true) : read('--on', on, true);
  if (begin !== undefined && end !== undefined && begin >= end)
    problems.push({
      where: '--to',
      what: `expected a time after --from (${begin.toISOString()}), got ${end.toISOString()}`,
    });
  const unique = problems.filter(
    ({ where, what }, i) => problems.findIndex((one) => one.where === where && one.what === what) === i,
  );
  if (unique.length > 0) throw new ConfigError(unique);
  return {
    ...(begin === undefined ? {} : { from: begin.toISOString() }),
    ...(end === undefined ? {} : { until: end.toISOString() }),
  };
}

interface Point {
  readonly at: Date;
  /** The beginning of the next day, where a whole day was named. */
  readonly dayAfter?: Date;
}

function pointIn(text: string, now: Date, utc: boolean): Point | undefined {
  const ago = /^(\d{1,5})\s*(min|h|d|w)$/.exec(text);
  if (ago !== null) return { at: new Date(now.getTime() - Number(ago[1]) * unitMs[ago[2] as keyof typeof unitMs]) };
  if (text === 'now') return { at: now };
  const named = namedDay(text, now, utc);
  if (named !== undefined) return named;
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:[t ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(z|[+-]\d{2}:?\d{2})?)?$/.exec(
    text,
  );
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (!isDay(year as number, month as number, day as number)) return undefined;
  if (hour === undefined) return wholeDay(year as number, (month as number) - 1, day as number, utc);
  const at =
    parts[8] === undefined
      ? dateOf([year as number, (month as number) - 1, day as number, hour, minute as number, second], utc)
      : new Date(text.toUpperCase().replace(' ', 'T'));
  return hour > 24 || (minute as number) > 59 || second > 59 || Number.isNaN(at.getTime()) ? undefined : { at };
}

function namedDay(text: string, now: Date, utc: boolean): Point | undefined {
  const [year, month, date, weekday] = utc
    ? [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), now.getUTCDay()]
    : [now.getFullYear(), now.getMonth(), now.getDate(), now.getDay()];
  if (text === 'today') return wholeDay(year, month, date, utc);
  if (text === 'yesterday') return wholeDay(year, month, date - 1, utc);
  const [, last, name = ''] = /^(last\s+)?([a-z]+)$/.exec(text) ?? [];
  const wanted = name.length < 3 ? -1 : days.findIndex((day) => day === name || day.slice(0, 3) === name);
  if (wanted < 0) return undefined;
  const back = (weekday - wanted + 7) % 7;
  return wholeDay(year, month, date - (back === 0 && last !== undefined ? 7 : back), utc);
}

/** A day is 23 or 25 hours long where clocks are changed. */
function wholeDay(year: number, month: number, day: number, utc: boolean): Point {
  return { at: dateOf([year, month, day], utc), dayAfter: dateOf([year, month, day + 1], utc) };
}

function dateOf(parts: readonly number[], utc: boolean): Date {
  const [year, month, ...rest] = parts as [number, number, ...number[]];
  return utc ? new Date(Date.UTC(year, month, ...rest)) : new Date(year, month, ...(rest as [number]));
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
