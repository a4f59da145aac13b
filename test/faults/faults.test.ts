import { describe, expect, it } from 'vitest';
import type { Stores } from '../../lib/ports/stores.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { EnduredLife, type OpenStores, sharing } from './endured-life.ts';
import { mortal } from './mortal.ts';
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

  it('would not, if a judgement, the state after it and its incident were stored one after the other', async () => {
    const stores = memoryStores();
    const torn: OpenStores = (process) => {
      const here = mortal(stores, process);
      const commit: Stores['commit'] = async ({ judgement, detector, incident }) => {
        await here.judgements.put(judgement);
        if (incident !== undefined) await here.incidents.put(incident);
        return here.detectors.save(judgement.endpoint, detector.state, detector.expectedRevision);
      };
      return new Proxy(here, { get: (_, key) => (key === 'commit' ? commit : Reflect.get(here, key)) });
    };
    const life = new EnduredLife('torn 2', torn, 60);
    await life.live(24);
    expect(await violations(life, stores)).not.toEqual([]);
  });
});
