import type { Sample } from '../run/sample.ts';

/**
 * What a golden is called among the draws of a run: its id and, where it was recorded, the version that was sent, so
 * that another version of a golden is another golden.
 *
 * @example goldenKey({ golden: 'refund', goldenVersion: '0123456789abcdef' }) // 'refund@0123456789ab'
 */
export function goldenKey({ golden, goldenVersion }: Pick<Sample, 'golden' | 'goldenVersion'>): string {
  return goldenVersion === undefined ? golden : `${golden}@${goldenVersion.slice(0, 12)}`;
}

/**
 * The id that a person gave to the golden of a key.
 *
 * @example goldenName('refund@0123456789ab') // 'refund'
 */
export function goldenName(key: string): string {
  return key.replace(/@[0-9a-f]{12,64}$/, '');
}

/**
 * The same for the key of a golden or of one of its steps: without the step and the version.
 *
 * @example goldenOfStep('trip › book@0123456789ab') // 'trip'
 */
export function goldenOfStep(key: string): string {
  return key.replace(/( › .*)?(@[0-9a-f]+)?$/s, '');
}
