import { seededRandom } from '../../lib/domain/random.ts';
import { type MmdDraw, twoSampleMmd } from '../../lib/stats/two-sample-mmd.ts';

/** Designs with the seconds that the published Python package takes for them, and the bar that we hold ourselves to. */
const designs = [
  { goldens: 25, draws: 10, tokens: 50, publishedSeconds: 35, barSeconds: 0.1 },
  { goldens: 100, draws: 20, tokens: 50, publishedSeconds: 50 * 60, barSeconds: 0.5 },
];
const permutations = 1000;

/**
 * Times the two-sample test with the statistic of "Model equality testing" (Hamming kernel on code points), kernel
 * included, on one core. Prints the best and the median of several repetitions beside the published package.
 */
export async function run(): Promise<void> {
  console.log(`two-sample Hamming-MMD, ${permutations} permutations, kernel included`);
  for (const { goldens, draws, tokens, publishedSeconds, barSeconds } of designs) {
    const random = seededRandom('two-sample bench');
    const sample = (block: number) =>
      Array.from(
        { length: goldens * draws },
        (_, i): MmdDraw => ({ stratum: Math.floor(i / draws), block, text: someText(tokens, random) }),
      );
    const [reference, current] = [sample(0), sample(1)];
    const seconds = Array.from({ length: 7 }, () => {
      const start = performance.now();
      twoSampleMmd(reference, current, { permutations, random });
      return (performance.now() - start) / 1000;
    }).sort((a, b) => a - b);
    const [best, middle] = [seconds[0] as number, seconds[3] as number];
    console.log(
      `  ${goldens} goldens x ${draws} draws x ${tokens} tokens: median ${ms(middle)}, best ${ms(best)}` +
        `, bar ${ms(barSeconds)}${middle <= barSeconds ? '' : ' MISSED'}` +
        `, published package ${publishedSeconds} s: ${Math.round(publishedSeconds / middle)} times faster`,
    );
  }
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

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms`;
}
