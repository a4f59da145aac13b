import { parseArgs } from 'node:util';
import { judgeMemory } from '../../lib/aws/names/handlers.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { observe } from '../../lib/drift/detector.ts';
import { decodeDetector, encodeDetector } from '../../lib/drift/detector-codec.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { observeRun } from '../../lib/features/observe-run.ts';

const letters = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'sigma', 'theta', 'kappa', 'lambda', 'rho'];
const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);

/**
 * What the detector holds of runs of many goldens, judged one after the other with a state that is stored and read in between, as
 * functions and commands do: `npm run bench -- detector-memory [--goldens 10000] [--repetitions 2] [--runs 184] [--words 40]`.
 * `judge-memory` is the whole judgement, with stores and an explanation.
 */
export function run(args: readonly string[] = []): void {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: { goldens: text('10000'), repetitions: text('2'), runs: text('184'), words: text('40') },
  });
  const runs = Number(values.runs);
  const settings = { threshold: 8760, baselineRuns: 24, salt: 'bench', learnOnly: true };
  let stored = encodeDetector({ epoch: 1, state: newDetector() });
  for (let number = 1; number <= runs; number++) {
    const { state, coverage } = observe(decodeDetector(stored).state, runOf(number, values), settings);
    stored = encodeDetector({ epoch: 1, state });
    if (number % 20 !== 0 && number !== runs) continue;
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
    const goldens = `${coverage.baseline} of ${values.goldens} goldens watched`;
    const held = `heap ${mebibytes(heapUsed)}, arrays ${mebibytes(arrayBuffers)}, process ${mebibytes(rss)} MiB of ${judgeMemory}`;
    console.log(`run ${number}: ${goldens}, ${mebibytes(stored.length)} MiB stored; ${held}`);
  }
}

function runOf(
  number: number,
  size: { readonly goldens: string; readonly repetitions: string; readonly words: string },
) {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString();
  const random = seededRandom(`run ${number}`);
  const samples: Sample[] = [];
  for (let golden = 0; golden < Number(size.goldens); golden++)
    for (let repetition = 0; repetition < Number(size.repetitions); repetition++) {
      const word = () =>
        `${letters[Math.floor(letters.length * random() ** 2)]}${(golden * 7 + Math.floor(40 * random())) % 97}`;
      const text = Array.from({ length: Number(size.words) }, word).join(' ');
      const what = { run: `run-${number}`, at, endpoint: 'desk', golden: `golden-${golden}`, repetition };
      samples.push({ ...what, text, finishReason: 'stop', outputTokens: Number(size.words), model: 'pinned-1' });
    }
  return observeRun({ run: `run-${number}`, at, samples });
}
