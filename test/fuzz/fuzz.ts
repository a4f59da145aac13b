import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../lib/domain/random.ts';
import { loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { answerTargets } from './answer-targets.ts';
import { fileTargets } from './file-targets.ts';
import { mutated } from './mutate.ts';
import type { Target } from './target.ts';

/** No input may take longer, in seconds of work; nor may the process need more memory than this, in MB, libraries and all. */
const [longestSeconds, mostMemory] = [1, 400];

export interface FuzzOptions {
  /** Seconds of work, over all targets together. */
  readonly seconds: number;
  readonly seed: string;
  /** Only targets whose names contain it. */
  readonly only?: string;
  /** Where inputs are written that something is wrong with. */
  readonly findings?: string;
  /** Told before each input, so that whoever watches knows which one hangs. */
  readonly onInput?: (target: string, number: number) => void;
}

/** Feeds every parser with inputs that are nearly valid, for so long, and says what went wrong: a line for each. */
export async function fuzz({ seconds, seed, only = '', findings, onInput }: FuzzOptions) {
  using folder = temporaryFolder();
  const server = await loopbackServer();
  const targets = [...fileTargets(folder.path), ...answerTargets(server)].filter(({ name }) => name.includes(only));
  const found = new Map<string, string>();
  const inputs = new Map(targets.map(({ name }) => [name, 0]));
  let peak = 0;
  const begun = process.cpuUsage();
  for (let number = 0; secondsSince(begun) < seconds; number++) {
    const target = targets[number % targets.length] as Target;
    onInput?.(target.name, number);
    const input = inputOf(target, seed, number);
    const problem = await problemWith(target, input);
    inputs.set(target.name, (inputs.get(target.name) ?? 0) + 1);
    peak = Math.max(peak, process.memoryUsage.rss() / 1e6);
    const memory = peak > mostMemory ? `${Math.round(peak)} MB of memory` : undefined;
    const what = problem ?? memory;
    if (what === undefined || found.has(`${target.name}: ${what}`)) continue;
    found.set(`${target.name}: ${what}`, `input ${number}`);
    if (findings !== undefined)
      writeFileSync(join(findings, `${number}-${target.name.replaceAll(/\W+/g, '-')}`), input);
    if (memory !== undefined) break;
  }
  await server.close();
  return { found: [...found].map(([what, where]) => `${what} (${where})`), inputs, peakMB: Math.round(peak) };
}

/** The input of a number: the same again whatever was before it. */
export function inputOf({ name, seeds }: Target, seed: string, number: number): Uint8Array {
  const random = seededRandom(`${seed} ${name} ${number}`);
  return mutated(seeds[Math.floor(seeds.length * random())] as Uint8Array, random);
}

async function problemWith(target: Target, input: Uint8Array): Promise<string | undefined> {
  const begun = process.cpuUsage();
  try {
    const problem = await target.read(input);
    if (problem !== undefined || secondsSince(begun) <= longestSeconds) return problem;
    const again = process.cpuUsage(); // the first time may have been that of the compiler or of the garbage collector
    await target.read(input);
    return secondsSince(again) > longestSeconds ? 'more than a second of work' : undefined;
  } catch (error) {
    const { name, message, stack = '' } = error as Error;
    const place =
      stack
        .split('\n')
        .find((line) => /\/lib\//.test(line))
        ?.trim() ?? '';
    return `${name}: ${message.slice(0, 120)} ${place.replace(/\(?\S*\/lib\//, '(lib/')}`;
  }
}

function secondsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}
