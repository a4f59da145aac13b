import { InvalidArgumentError } from 'commander';
import { mostPerPage } from '../history/page.ts';

/** A whole number from 1 on, as an option's value. */
export function positiveInteger(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1 on');
  return Number(text);
}

/** Runs of one page, as an option's value. */
export function pageSize(text: string): number {
  const value = positiveInteger(text);
  if (value > mostPerPage)
    throw new InvalidArgumentError(`expected at most ${mostPerPage}; --before gives the next page`);
  return value;
}

/** A whole number from 0 on, as an option's value. */
export function nonNegativeInteger(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0 on');
  return Number(text);
}

/** A number above 0, as an option's value. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('expected a number above 0');
  return value;
}
