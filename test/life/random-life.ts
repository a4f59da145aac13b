import { seededRandom } from '../../lib/domain/random.ts';
import { Life, type LifeOptions } from './life.ts';
import { calmWorld } from './world.ts';

type Event = (life: Life, random: () => number) => Promise<unknown> | unknown;

const hour = 3_600_000;

/** What happens to endpoints whose model stays what it is: edits, failures, caches, slips and clocks. */
const events: readonly Event[] = [
  (life) => life.edit(anyOf(life), `Write about it, version ${life.judgements.length}.`),
  (life) => (life.goldens.length < 9 ? life.add(`extra-${life.judgements.length}`) : life),
  (life) => (life.goldens.length > 5 ? life.remove(anyOf(life)) : life),
  (life, random) => life.configure({ repetitions: 1 + Math.floor(3 * random()) }),
  async (life) => {
    await life.configure({ model: 'pinend-1' }).live(1);
    life.configure({ model: 'pinned-1' });
  },
  async (life) => {
    await life.configure({ model: 'pinned-2' }).live(3);
    life.configure({ model: 'pinned-1' });
  },
  (life) => life.world({ cache: life.server.world.cache === 'warm' ? 'cold' : 'warm' }),
  (life, random) => life.world({ flaky: 0.3 * random() }),
  async (life) => {
    const { flaky } = life.server.world;
    await life.world({ flaky: 1 }).live(4);
    life.world({ flaky });
  },
  (life) => life.world({ failing: { [anyOf(life)]: 'timeout' } }),
  (life) => life.world({ failing: {} }),
  async (life) => {
    life.clock.advance(100 * hour);
    await life.live(1);
    life.clock.advance(-100 * hour);
  },
  async ({ stores }) => {
    const stored = await stores.detectors.load('support');
    if (stored !== undefined) await stores.detectors.save('support', Buffer.from('spoiled'), stored.revision);
  },
];

function anyOf({ goldens, judgements }: Life): string {
  return goldens[judgements.length % goldens.length]?.id as string;
}

export interface RandomLife extends LifeOptions {
  readonly seed: string;
  readonly runs: number;
  /** Runs between two events, on average. */
  readonly calm: number;
  /** How far answers follow the hour of the day. */
  readonly rhythm?: number;
}

/** A life of so many runs in which the model never changes, and everything else does. */
export async function randomLife({ seed, runs, calm, rhythm = 0, ...options }: RandomLife): Promise<Life> {
  const random = seededRandom(`events ${seed}`);
  const life = new Life(seed, options).world({ rhythm });
  while (life.judgements.length < runs) {
    await life.live(1);
    if (random() < 1 / calm) await events[Math.floor(events.length * random())]?.(life, random);
  }
  return life;
}

/** The server as it should be, but with nearly every answer a refusal: what is to be found soon, whatever was before. */
export function turnToRefusals(life: Life): void {
  const { cache, rhythm } = life.server.world;
  life.world({ ...calmWorld, cache, rhythm, refusing: { '*': 0.95 } });
}
