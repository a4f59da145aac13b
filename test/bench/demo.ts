import { join } from 'node:path';
import { runDemo } from '../../lib/demo/run-demo.ts';
import { type Audience, type Ending, type SilentChange, silentChanges } from '../../lib/demo/story.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const seeds = 10;

/** Nobody listens. */
const silence: Audience = {
  open: () => {},
  introduce: () => {},
  begin: () => {},
  answered: () => {},
  judged: () => {},
  end: () => {},
  changed: () => {},
  alert: async () => {},
  close: () => {},
};

interface Told {
  readonly kind: Ending['kind'];
  readonly runsAfter: number;
  readonly seconds: number;
}

/** Tells the demo with each change and without one, ten times, and prints how it ended: some 40 minutes on two busy cores. */
export async function run(): Promise<void> {
  console.log('demo: change      as it should  runs to the alarm (each seed)       seconds (median, most)');
  for (const change of [undefined, ...silentChanges]) {
    const told: Told[] = [];
    for (let seed = 0; seed < seeds; seed++) told.push(await tell(change, String(seed)));
    const right = told.filter(({ kind }) => kind === (change === undefined ? 'quiet' : 'detected'));
    const delays = right.map(({ runsAfter }) => (change === undefined ? '–' : String(runsAfter))).join(' ');
    const seconds = told.map((one) => one.seconds).sort((a, b) => a - b);
    const others = told.filter((one) => !right.includes(one)).map(({ kind }) => kind);
    console.log(
      `demo: ${(change ?? 'no change').padEnd(11)} ${`${right.length} of ${told.length}`.padEnd(13)} ${delays.padEnd(35)} ${seconds[seeds / 2]?.toFixed(0)}, ${seconds.at(-1)?.toFixed(0)} ${others.join(' ')}`,
    );
  }
}

async function tell(change: SilentChange | undefined, seed: string): Promise<Told> {
  using folder = temporaryFolder();
  const began = performance.now();
  const options = { into: join(folder.path, 'demo'), change, seed };
  const { kind, runsAfter } = await runDemo(options, silence, new AbortController().signal);
  return { kind, runsAfter, seconds: (performance.now() - began) / 1000 };
}
