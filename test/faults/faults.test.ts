import { describe, expect, it } from 'vitest';
import type { Stores } from '../../lib/ports/stores.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { EnduredLife, type OpenStores, sharing } from './endured-life.ts';
import { Dead, mortal } from './mortal.ts';
import { doneAgain, violations } from './violations.ts';

describe('an endpoint whose processes are killed between any two calls', () => {
  it('ends with what a life without mishaps would have, byte for byte', async () => {
    const stores = memoryStores();
    const life = new EnduredLife('short', sharing(stores), 60);
    await life.live(45);
    expect(await violations(life, stores)).toEqual([]);
    expect(await stores.incidents.list('support')).not.toEqual([]);
    const { dies = 0, fails = 0 } = life.figures.injected;
    expect(dies + fails).toBeGreaterThan(20);
    // A call is lost with its answer only: two are in flight at once, and at most two attempts of each.
    expect((await doneAgain(life, stores)).calls).toBeLessThanOrEqual(4 * (dies + fails));
  });

  it('would not, if one died after it stored a judgement and before it stored the state', async () => {
    // Where the mishaps of a life mend the state by chance, another moment shows it.
    for (const moment of [12, 9, 15]) {
      const stores = memoryStores();
      const life = new EnduredLife('torn', torn(stores, moment), 60);
      await life.live(20);
      const found = await violations(life, stores);
      if (found.some((what) => what.startsWith("the detector's state is another one"))) return;
    }
    expect.fail('no life shows it');
  });
});

/** Stores in which a process dies in the middle of what ought to be one transaction: at the so-many-eth of them. */
function torn(stores: Stores, moment: number): OpenStores {
  let commits = 0;
  return (process) => {
    const commit: Stores['commit'] = async ({ judgement, detector }) => {
      await stores.judgements.put(judgement);
      if (++commits !== moment)
        return stores.detectors.save(judgement.endpoint, detector.state, detector.expectedRevision);
      Object.assign(process, { isDead: true, struckAt: 'commit' });
      throw new Dead();
    };
    const here = mortal(stores, process);
    return new Proxy(here, { get: (_, key) => (key === 'commit' ? commit : Reflect.get(here, key)) });
  };
}
