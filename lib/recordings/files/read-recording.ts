import { ConfigError, type Problem, problemsIn } from '../../domain/errors.ts';
import type { Recording } from '../../domain/run/recording.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { forEachLine } from './lines.ts';
import { parseLine } from './parse-line.ts';

/** Problems that are named one by one; the others are counted. */
const namedProblems = 20;

/**
 * Reads a file of recorded runs (docs/recorded-runs.md), plain or gzip. All or nothing: a file with a single broken line
 * gives no recording, so nothing is ever judged on half-read data.
 *
 * @throws {ConfigError} naming up to 20 problems by file and line, and counting the rest: a broken or truncated line, a
 * missing key, a value of the wrong type, a number that is not finite, a log-probability above 0, a draw that stands
 * there twice, a file that is missing, empty, cut off, or no file.
 *
 * Cost: about 10 µs a sample. Memory: the samples themselves; equal strings are held once.
 */
export async function readRecording(path: string): Promise<Recording> {
  const runs = new RunCollector();
  const problems: Problem[] = [];
  let unnamed = 0;
  const report = (line: number, what: string) => {
    if (problems.length < namedProblems) problems.push({ where: `${path}:${line}`, what });
    else unnamed++;
  };

  try {
    await forEachLine(path, (line, number) => {
      const content = number === 1 ? withoutByteOrderMark(line) : line;
      if (isBlank(content)) return;
      const parsed = parseLine(content);
      if ('wrong' in parsed) {
        for (const what of parsed.wrong) report(number, what);
      } else {
        const duplicate = runs.add(parsed.sample, number);
        if (duplicate !== undefined) report(number, duplicate);
      }
    });
  } catch (error) {
    problems.push(...problemsIn(error));
  }

  if (unnamed > 0) problems.push({ where: path, what: `and ${unnamed} more problems` });
  if (problems.length === 0 && runs.size === 0)
    problems.push({ where: path, what: 'is empty, expected at least one sample' });
  if (problems.length > 0) throw new ConfigError(problems);
  return { source: path, runs: runs.sorted() };
}

interface CollectedRun {
  readonly samples: Sample[];
  at: string;
  atMs: number;
  /** Line of each draw, by golden and repetition. */
  readonly lines: Map<string, number>;
}

/** Groups samples by run as they come, in whatever order. */
class RunCollector {
  readonly #runs = new Map<string, CollectedRun>();
  readonly #strings = new Map<string, string>();

  get size(): number {
    return this.#runs.size;
  }

  /** Keeps the sample, or says which line already holds that draw. */
  add(sample: Sample, line: number): string | undefined {
    this.#share(sample);
    const atMs = Date.parse(sample.at);
    let run = this.#runs.get(sample.run);
    if (run === undefined) {
      run = { samples: [], at: sample.at, atMs, lines: new Map() };
      this.#runs.set(sample.run, run);
    }
    const draw = `${sample.repetition} ${sample.golden}`;
    const before = run.lines.get(draw);
    if (before !== undefined)
      return `repetition ${sample.repetition} of golden ${sample.golden} in run ${sample.run} is already on line ${before}, expected each draw once`;
    run.lines.set(draw, line);
    if (atMs < run.atMs) Object.assign(run, { at: sample.at, atMs });
    run.samples.push(sample);
    return undefined;
  }

  sorted(): Recording['runs'] {
    return [...this.#runs]
      .sort(([a, { atMs: aMs }], [b, { atMs: bMs }]) => aMs - bMs || (a < b ? -1 : a > b ? 1 : 0))
      .map(([run, { at, samples }]) => ({ run, at, samples }));
  }

  /** One copy of each string: ids repeat on every line, and so do the answers of a steady model. */
  #share(sample: Sample): void {
    for (const key of shared) {
      const text = sample[key];
      if (text === undefined) continue;
      const known = this.#strings.get(text);
      if (known === undefined) this.#strings.set(text, text);
      else sample[key] = known;
    }
  }
}

const shared = ['run', 'at', 'golden', 'text', 'finishReason', 'model', 'fingerprint', 'goldenVersion', 'sdk'] as const;

function withoutByteOrderMark(line: Buffer): Buffer {
  return line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? line.subarray(3) : line;
}

function isBlank(line: Buffer): boolean {
  return line.length < 2 && (line.length === 0 || line[0] === 0x0d);
}
