import { readFileSync, writeFileSync } from 'node:fs';
import { seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';

/** Of the report of the mutation tester what is read here: lines and columns from 1 on. */
export interface Report {
  readonly files: { readonly [file: string]: { readonly mutants: readonly Mutant[] } };
}
export interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly column: number;
}
export interface Found extends Mutant {
  readonly file: string;
}

/** All mutants of a report. */
export function mutantsOf(report: string): Found[] {
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  return Object.entries(files).flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ file, ...mutant })));
}

/** So many of them, each as likely as any other, and the same with every call that names the same seed. */
export function sampleOf(mutants: readonly Found[], size: number, seed: string): Found[] {
  return shuffleInPlace([...mutants], seededRandom(`mutants ${seed}`)).slice(0, size);
}

/** What the tester is to mutate; other mutants may lie within these ranges, which `only-sampled.ts` leaves out. */
export function rangesOf(sample: readonly Found[]): string {
  const ranges = sample.map(({ file, location: { start, end } }) => {
    return `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;
  });
  return [...new Set(ranges)].join(',');
}

/** Writes the names of a sample where `only-sampled.ts` looks for them. */
export function writeNames(path: string, sample: readonly Found[]): void {
  writeFileSync(path, JSON.stringify(sample.map((mutant) => nameOf(mutant.file, mutant))));
}

/** What tells a mutant from all others: where it is, and what stands there instead. */
export function nameOf(file: string, { location: { start, end }, replacement }: Omit<Mutant, 'status'>): string {
  return `${file} ${start.line}:${start.column}-${end.line}:${end.column} ${replacement}`;
}
