import { seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { equalityTest } from '../../lib/drift/comparison/equality-test.ts';
import { observeRun } from '../../lib/features/observe-run.ts';
import { twoSampleMmd } from '../helpers/mmd/two-sample-mmd.ts';
import { secondsOfWork } from '../helpers/seconds-of-work.ts';

/** Designs with the seconds that the published Python package takes for them, and the bar that we hold ourselves to. */
const designs = [
  { goldens: 25, draws: 10, tokens: 50, publishedSeconds: 35, barSeconds: 0.1 },
  { goldens: 100, draws: 20, tokens: 50, publishedSeconds: 50 * 60, barSeconds: 0.5 },
];
type Design = Pick<(typeof designs)[number], 'goldens' | 'draws' | 'tokens'>;
const permutations = 1000;
const repetitions = 7;

/**
 * Times the two-sample test with the statistic of "Model equality testing" (Hamming kernel on code points, kernel
 * included), and the test of `pinwatch compare` (many statistics at once) on the same draws, in seconds of one
 * core.
 */
export async function run(): Promise<void> {
  console.log(
    `two-sample tests, ${permutations} permutations, median of ${repetitions}, kernels included, processor time`,
  );
  for (const design of designs) {
    const random = seededRandom('two-sample bench');
    const [before, after] = [recordedRun('before', design, random), recordedRun('after', design, random)];
    const [reference, current] = [texts(before, 0), texts(after, 1)];
    console.log(`  ${design.goldens} goldens x ${design.draws} draws x ${design.tokens} tokens`);
    report('Hamming-MMD', design.publishedSeconds, design.barSeconds, () =>
      twoSampleMmd(reference, current, { permutations, random }),
    );
    report('pinwatch compare', design.publishedSeconds, undefined, () =>
      equalityTest([before], [after], { permutations, random }),
    );
  }
}

function report(name: string, publishedSeconds: number, barSeconds: number | undefined, test: () => unknown): void {
  const seconds = Array.from({ length: repetitions }, () => secondsOfWork(test)).sort((a, b) => a - b);
  const median = seconds[repetitions >> 1] as number;
  const bar = barSeconds === undefined ? '' : `bar ${milliseconds(barSeconds)}${median <= barSeconds ? '' : ' MISSED'}`;
  const ratio = Math.round(publishedSeconds / median);
  console.log(
    `    ${name.padEnd(18)}${milliseconds(median).padStart(8)}   ${bar.padEnd(14)}` +
      `   published package ${publishedSeconds} s, ${ratio} times as long`,
  );
}

function recordedRun(run: string, { goldens, draws, tokens }: Design, random: () => number): ObservedRun {
  const at = '2026-01-01T00:00:00Z';
  const samples = Array.from({ length: goldens * draws }, (_, i) => ({
    run,
    at,
    golden: `golden-${Math.floor(i / draws)}`,
    repetition: i % draws,
    text: someText(tokens, random),
    finishReason: 'stop',
  }));
  return observeRun({ run, at, samples });
}

function texts({ goldens }: ObservedRun, block: number) {
  return [...goldens.values()].flatMap((draws, stratum) => draws.map(({ text }) => ({ stratum, block, text })));
}

/** The same model twice, as texts. */
export function textPair(design: Design, random: () => number) {
  const [before, after] = [recordedRun('before', design, random), recordedRun('after', design, random)];
  return { reference: texts(before, 0), current: texts(after, 1) };
}

/** Words of about four and a half characters, as tokens are. */
function someText(tokens: number, random: () => number): string {
  const letters = 'etaoinshrdlu';
  let text = '';
  for (let i = 0; i < tokens; i++) {
    const length = 2 + Math.floor(random() * 4);
    for (let j = 0; j < length; j++) text += letters[Math.floor(random() * letters.length)];
    text += ' ';
  }
  return text;
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms`;
}
