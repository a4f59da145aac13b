import { parseArgs } from 'node:util';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { decide } from '../../lib/drift/decide.ts';
import { observe } from '../../lib/drift/detector.ts';
import { decodeDetector, encodeDetector } from '../../lib/drift/detector-codec.ts';
import type { DetectorSettings } from '../../lib/drift/detector-settings.ts';
import { type DetectorState, newDetector } from '../../lib/drift/detector-state.ts';
import { judge } from '../../lib/drift/judge.ts';
import { prepareRun } from '../../lib/drift/run-profile.ts';

/** A full set has 184 runs; with more nothing grows. */
const histories = [60, 120, 184, 240];
/** What a quiet run and a state may cost, by the size of the panel. */
const barOf = (goldens: number) => (goldens <= 20 ? { ms: 20, kB: 2000 } : { ms: 100, kB: 6000 });
/** Seconds that the judgement of the run that alarms may take, its explanation included. */
const alarmBar = 2;

type Judging = DetectorSettings & { readonly effectFloor: number };

/**
 * One run judged against histories of growing length: `npm run bench -- judge [--goldens 100] [--repetitions 5] [--tokens
 * 200] [--baseline 24]`. Processor time of one core: reading the stored state, profiling and ranking the run, deciding,
 * writing the state. Then the judgement that raises an alarm, when other answers come from one run to the next.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      goldens: { type: 'string', default: '100' },
      repetitions: { type: 'string', default: '5' },
      tokens: { type: 'string', default: '200' },
      baseline: { type: 'string', default: '24' },
    },
  });
  const size = {
    goldens: Number(values.goldens),
    repetitions: Number(values.repetitions),
    tokens: Number(values.tokens),
  };
  const judging: Judging = { threshold: 26_280, baselineRuns: Number(values.baseline), salt: 'bench', effectFloor: 0 };
  const random = seededRandom('judge bench');
  // No run may come twice: compression would store it once, and its copies would stand out as alike.
  const next = () => makeRun(`run-${made++}`, size, random);
  let made = 0;
  const bar = barOf(size.goldens);
  console.log(
    `one run of ${size.goldens} goldens x ${size.repetitions} draws x ${size.tokens} tokens, bar ${bar.ms} ms, ${bar.kB} kB`,
  );
  let state = newDetector();
  let learned = 0;
  for (const history of histories) {
    for (; learned < history; learned++)
      state = observe(state, prepareRun(next()), { ...judging, learnOnly: true }).state;
    console.log(line(history, state, next, judging, bar));
  }
  const before = Array.from({ length: 120 }, next);
  for (const share of [1, 0.1]) {
    const changed = () => makeRun(`run-${made++}`, size, random, share);
    console.log(await alarmLine(`${100 * share} % of answers in other words`, state, before, changed, judging));
  }
}

/** The longest judgement up to the one that alarms, which measures the effect on the runs of the set. */
async function alarmLine(
  name: string,
  learned: DetectorState,
  before: readonly ObservedRun[],
  changed: () => ObservedRun,
  judging: Judging,
): Promise<string> {
  const after: ObservedRun[] = [];
  let [state, longest, isFound] = [learned, 0, false];
  while (!isFound && after.length < 64) {
    after.push(changed());
    const prepared = prepareRun(after.at(-1) as ObservedRun);
    const began = process.cpuUsage();
    const judged = await judge(state, prepared, judging, async () => ({ before, after }));
    longest = Math.max(longest, process.cpuUsage(began).user / 1e6);
    state = judged.state;
    isFound = judged.verdict.kind === 'drift-detected';
  }
  const runs = isFound ? `an alarm after ${after.length} runs` : 'MISSED: no alarm in 64 runs';
  return `  ${name}: ${runs}, the longest judgement ${longest.toFixed(2)} s, bar ${alarmBar} s${longest <= alarmBar ? '' : ' MISSED'}`;
}

function line(
  history: number,
  state: DetectorState,
  makeNext: () => ObservedRun,
  judging: Judging,
  bar: ReturnType<typeof barOf>,
): string {
  const bytes = encodeDetector({ epoch: 1, state });
  const times = Array.from({ length: 9 }, () => {
    const next = makeNext();
    const began = process.cpuUsage();
    const stored = decodeDetector(bytes);
    const read = process.cpuUsage(began).user / 1000;
    const observation = observe(stored.state, next, judging);
    const decision = decide(observation, { planned: next.planned, completed: next.planned }, judging);
    const judged = process.cpuUsage(began).user / 1000;
    encodeDetector({ epoch: 1, state: decision.state });
    const written = process.cpuUsage(began).user / 1000;
    return { read, judge: judged - read, write: written - judged, all: written };
  }).sort((a, b) => a.all - b.all);
  const { read, judge, write, all } = times[4] as (typeof times)[number];
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return (
    `  after ${String(history).padStart(4)} runs: judged in ${ms(judge)}` +
    `, with reading ${ms(read)} and writing ${ms(write)} the state ${ms(all)}` +
    `${judge <= bar.ms ? '' : ' MISSED'}; state ${(bytes.length / 1000).toFixed(0)} kB${bytes.length <= 1000 * bar.kB ? '' : ' MISSED'}`
  );
}

/**
 * A run of a panel whose goldens each have words of their own.
 *
 * @param otherShare share of the answers that have other words.
 */
export function makeRun(
  run: string,
  size: { goldens: number; repetitions: number; tokens: number },
  random: Random,
  otherShare = 0,
): ObservedRun {
  const draws = (golden: number) =>
    Array.from({ length: size.repetitions }, (_, repetition) => ({
      text: someText(size.tokens, golden + (otherShare > 0 && random() < otherShare ? size.goldens : 0), random),
      toolCalls: [],
      properties: { json: 0, refusal: 0, stop: 1, empty: 0 },
      ...(repetition === 0 ? { logprobs: Array.from({ length: 8 }, () => -random()) } : {}),
    }));
  return {
    run,
    at: '2026-01-01T00:00:00Z',
    goldens: new Map(Array.from({ length: size.goldens }, (_, golden) => [`golden-${golden}`, draws(golden)])),
    identity: [{ kind: 'reported-model', value: 'pinned-1', requests: size.goldens * size.repetitions }],
    planned: size.goldens * size.repetitions,
    failed: 0,
  };
}

const letters = 'etaoinshrdlucmfwyp';

/** Words of a golden's own vocabulary, the frequent ones often: about four and a half characters a token. */
function someText(tokens: number, golden: number, random: Random): string {
  const word = (index: number) => {
    let [rest, text] = [index * 7919 + golden * 104_729 + 17, ''];
    for (let i = 0; i < 2 + (index % 5); i++) {
      text += letters[rest % letters.length];
      rest = Math.floor(rest / 3) + 31;
    }
    return text;
  };
  return Array.from({ length: tokens }, () => word(Math.floor(400 * random() ** 3))).join(' ');
}
