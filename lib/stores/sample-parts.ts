import { UnreadableError } from '../domain/errors.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { UseSamples } from '../ports/run-store.ts';
import { parseSampleLine } from './sample-lines.ts';

/** Samples that are handed over at once: so many, and the rest of the last golden. */
const partSize = 500;

const newline = 0x0a;

/**
 * Hands the samples in JSON Lines over, some whole goldens at a time. Beside them no more than a piece of the text is in memory.
 *
 * @param pieces the bytes of the lines, cut anywhere.
 * @param what names the lines in an error.
 * @throws {UnreadableError} for a line that is no sample, a last one that is cut short, and a golden whose samples are not together.
 */
export async function readInParts(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  what: string,
  use: UseSamples,
): Promise<void> {
  const parts = new Parts(what, use);
  let left: Buffer = Buffer.alloc(0);
  let lines = 0;
  for await (const piece of pieces) {
    const bytes = left.length === 0 ? asBuffer(piece) : Buffer.concat([left, piece]);
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      const sample = parseSampleLine(bytes.toString('utf8', start, end), `${what}, line ${++lines}`);
      start = end + 1;
      const full = parts.add(sample);
      if (full !== undefined) await use(full);
    }
    left = Buffer.from(bytes.subarray(start)); // a copy: a view would hold the whole piece
  }
  if (left.length > 0) throw new UnreadableError(`${what} cannot be read: its last line is cut short`);
  await parts.end();
}

/** The same of samples that come one by one, in their order. */
export async function handInParts(samples: Iterable<Sample>, use: UseSamples): Promise<void> {
  const parts = new Parts('samples', use);
  for (const sample of samples) {
    const full = parts.add(sample);
    if (full !== undefined) await use(full);
  }
  await parts.end();
}

class Parts {
  readonly #what: string;
  readonly #use: UseSamples;
  readonly #begun = new Set<string>();
  #samples: Sample[] = [];

  constructor(what: string, use: UseSamples) {
    this.#what = what;
    this.#use = use;
  }

  /** A part that is over with what came before this sample. */
  add(sample: Sample): Sample[] | undefined {
    if (sample.golden === this.#samples.at(-1)?.golden) {
      this.#samples.push(sample);
      return undefined;
    }
    // Whichever order the goldens are in: one that came in two parts would be taken for two.
    if (this.#begun.has(sample.golden))
      throw new UnreadableError(`${this.#what} cannot be read: a golden's samples are not together`);
    this.#begun.add(sample.golden);
    if (this.#samples.length < partSize) {
      this.#samples.push(sample);
      return undefined;
    }
    const full = this.#samples;
    this.#samples = [sample];
    return full;
  }

  async end(): Promise<void> {
    if (this.#samples.length > 0) await this.#use(this.#samples);
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
