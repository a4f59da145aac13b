import { UnreadableError } from '../domain/errors.ts';
import { Sample } from '../domain/run/sample.ts';
import type { DrawId } from '../ports/run-store.ts';
import { compareText } from './compare-text.ts';
import { decode, encode } from './stored-json.ts';

/** `golden story-07, repetition 3`: how errors name a draw. */
export function drawName({ golden, repetition }: DrawId): string {
  return `golden ${golden}, repetition ${repetition}`;
}

/** The order in which the samples of a run are kept: by golden in code-unit order, then by repetition. */
export function compareDraws(a: DrawId, b: DrawId): number {
  return compareText(a.golden, b.golden) || a.repetition - b.repetition;
}

/** The samples of these draws; all if none are named. */
export function onlyDraws(samples: Sample[], only: readonly DrawId[] | undefined): Sample[] {
  if (only === undefined) return samples;
  const names = new Set(only.map(drawName));
  return samples.filter((sample) => names.has(drawName(sample)));
}

/** One line of the recorded-runs interchange format, without its end. */
export function sampleLine(sample: Sample): string {
  return encode(Sample, sample, `sample (run ${sample.run}, ${drawName(sample)})`);
}

/** The sample in a line. */
export function parseSampleLine(line: string, what: string): Sample {
  return decode(Sample, line, what);
}

/** JSON Lines of samples as UTF-8, each line ended. */
export function encodeSamples(samples: readonly Sample[]): Buffer {
  return Buffer.from(samples.map((sample) => `${sampleLine(sample)}\n`).join(''));
}

const newline = 0x0a;

/** Samples from JSON Lines, in the order of the lines. Beside them no more than one line is in memory as text. */
export function decodeSamples(lines: Uint8Array, what: string): Sample[] {
  if (lines.length > 0 && lines.at(-1) !== newline)
    throw new UnreadableError(`${what} cannot be read: its last line is cut short`);
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  const samples: Sample[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(newline, start);
    samples.push(parseSampleLine(bytes.toString('utf8', start, end), `${what}, line ${samples.length + 1}`));
    start = end + 1;
  }
  return samples;
}
