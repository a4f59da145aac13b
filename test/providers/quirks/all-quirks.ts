import { endings } from './endings.ts';
import { failures } from './failures.ts';
import type { Quirk } from './quirk.ts';
import { shapes } from './shapes.ts';
import { values } from './values.ts';

/** Where the cases of each quirk stand. */
export const quirkFiles: { readonly [file: string]: readonly Quirk[] } = {
  'failures.ts': failures,
  'endings.ts': endings,
  'values.ts': values,
  'shapes.ts': shapes,
};

export const quirks: readonly Quirk[] = Object.values(quirkFiles).flat();
