import type { Interval } from '../../domain/interval.ts';

/** What is written where there is no number. */
export const nothing = '–';

/**
 * A proportion as a percentage: one decimal under 10 % and over 99 %, none between, so that neither a rare failure nor
 * a nearly complete one is rounded away. `0.004` gives `0.4 %`, `0.31` gives `31 %`, `0.9997` gives `> 99.9 %`.
 */
export function percent(proportion: number): string {
  if (!Number.isFinite(proportion)) return nothing;
  const value = proportion * 100;
  if (value > 0 && value < 0.05) return '< 0.1 %';
  if (value < 100 && value >= 99.95) return '> 99.9 %';
  const decimals = value < 9.95 || (value > 99 && value < 100) ? 1 : 0;
  return `${value.toFixed(decimals)} %`;
}

/** `[24 %, 38 %]` */
export function percentRange({ low, high }: Pick<Interval, 'low' | 'high'>): string {
  return `[${percent(low)}, ${percent(high)}]`;
}

/** `31 % [24 %, 38 %]` */
export function percentWithInterval(interval: Interval): string {
  return `${percent(interval.estimate)} ${percentRange(interval)}`;
}

/** A whole number with its thousands apart: `12,345`. */
export function count(value: number): string {
  if (!Number.isFinite(value)) return nothing;
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 run`, `12 runs` */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * An amount of money from millionths of its currency: `14.20 USD`, `8,100 USD`, `0.0042 USD`. Whole units from 1,000 on, two
 * significant digits below one.
 */
export function money(micros: number, currency: string): string {
  const units = micros / 1_000_000;
  if (!Number.isFinite(units)) return nothing;
  if (units >= 999.995) return `${count(units)} ${currency}`;
  if (units >= 0.995 || units === 0) return `${units.toFixed(2)} ${currency}`;
  const decimals = Math.max(2, 1 - Math.floor(Math.log10(units)));
  return `${units.toFixed(decimals)} ${currency}`;
}

/** Two significant digits, as a person would say it: `0.42`, `3.2`, `41`, `1,900`, `2.3 million`, `10^14`. */
export function rough(value: number): string {
  if (!Number.isFinite(value)) return nothing;
  if (value === 0) return '0';
  if (value >= 999.5e9) return `10^${Math.round(Math.log10(value))}`;
  if (value >= 999.5e6) return `${twoDigits(value / 1e9)} billion`;
  if (value >= 999_500) return `${twoDigits(value / 1e6)} million`;
  if (value >= 99.5) return count(Number(value.toPrecision(2)));
  return twoDigits(value);
}

/**
 * How far a statistic is above or below its threshold, from the difference of their natural logs: `41 times`,
 * `1/350 of`, `0.42 of`; to be followed by "the threshold".
 */
export function multiple(logRatio: number | null): string {
  if (logRatio === null || logRatio < -700) return '0 of';
  const ratio = Math.exp(Math.min(logRatio, 700));
  if (ratio >= 1) return `${rough(ratio)} times`;
  return ratio < 0.1 ? `1/${rough(1 / ratio)} of` : `${twoDigits(ratio)} of`;
}

/** The same for a column of a table: `× 41`, `× 0.42`, `1/350`, `0`. */
export function multipleShort(logRatio: number | null): string {
  if (logRatio === null || logRatio < -700) return '0';
  const ratio = Math.exp(Math.min(logRatio, 700));
  return ratio < 0.1 ? `1/${rough(1 / ratio)}` : `× ${rough(ratio)}`;
}

/** A p-value: `0.031`, `0.00042`, `1.2e-7`. */
export function pValue(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return nothing;
  if (value >= 0.995) return '1.0';
  if (value >= 0.0001) return trimZeros(value.toPrecision(2));
  return value === 0 ? '0' : value.toExponential(1);
}

/** A time span: `40 s`, `12 min`, `5 h 12 min`, `3 d 4 h`. At most two units, the smaller one rounded down. */
export function duration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return nothing;
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return hours > 0 && days < 10 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}

/** `5 h 12 min ago`, `in 3 min`, `just now`. */
export function ago(at: string, now: string): string {
  const past = Date.parse(now) - Date.parse(at);
  if (Math.abs(past) < 1000) return 'just now';
  return past > 0 ? `${duration(past)} ago` : `in ${duration(past)}`;
}

/** The same text with every number tied to its unit, for pages that break lines by themselves. */
export function noBreaks(text: string): string {
  return text.replace(/(\d) (?=(?:%|UTC|s|min|h|d)(?![a-z]))/g, '$1\u00a0');
}

function twoDigits(value: number): string {
  return trimZeros(value.toPrecision(value >= 99.5 ? 3 : 2));
}

/** `3.0` is `3`; exponents, which `toPrecision` uses for small numbers only, stay. */
function trimZeros(digits: string): string {
  return digits.includes('.') && !digits.includes('e') ? digits.replace(/\.?0+$/, '') : digits;
}
