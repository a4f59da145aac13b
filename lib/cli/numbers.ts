import { InvalidArgumentError } from 'commander';

/** A whole number from 1 on, as an option's value. */
export function positiveInteger(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1 on');
  return Number(text);
}
