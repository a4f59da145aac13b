import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Draw, ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { PartwiseRun } from '../../lib/drift/partwise-run.ts';
import { prepareRun } from '../../lib/drift/run-profile.ts';
import { runRatesByGolden } from '../../lib/drift/run-rates.ts';

const random = seededRandom('parts');
const words = ['alpha', 'beta', 'gamma', '7', '{"a":1}'];

function draw(properties: Draw['properties']): Draw {
  const text = Array.from({ length: 1 + Math.floor(9 * random()) }, () => words[Math.floor(5 * random())]).join(' ');
  return { text, toolCalls: [], logprobs: [-random(), -1], properties };
}

/** Keys whose parts interleave when they are sorted: steps stand before the whole, and other goldens between them. */
const keys = ['a › n@0123456789ab', 'a-b@0123456789ab', 'a@0123456789ab', 'c'];
const run: ObservedRun = {
  run: 'run-1',
  at: '2026-01-01T00:00:00.000Z',
  goldens: new Map(
    keys.map((key, i) => [
      key,
      Array.from({ length: 2 + i }, () =>
        draw({ refusal: Number(random() < 0.5), [`expectation:${key[0]}`]: 1, stop: 1 }),
      ),
    ]),
  ),
  asked: new Map([['c', 9]]),
  identity: [{ kind: 'reported-model', value: 'm', requests: 3 }],
  category: 'warm',
  completed: 12,
  planned: 14,
  failed: 2,
};

describe('a run that comes some goldens at a time', () => {
  it.each([[new Map()], [new Map([['c', 2]])]])('is reduced to what it is as a whole', (design) => {
    const parts = new PartwiseRun(design);
    const part = (...some: number[]) => new Map([...run.goldens].filter(([key]) => some.includes(keys.indexOf(key))));
    for (const goldens of [part(0, 2), part(1), part(3)]) parts.add(goldens);
    const { goldens: _, ...counted } = run;
    const whole = prepareRun(run, design);
    const prepared = parts.prepared(counted);
    expect(prepared).toEqual(whole);
    expect([...prepared.profile.goldens.keys()]).toEqual([...whole.profile.goldens.keys()]);
    expect(prepared.rates.map(({ name }) => name)).toEqual(whole.rates.map(({ name }) => name));
    expect(parts.ratesByGolden()).toEqual(runRatesByGolden(run));
    expect(parts.goldens).toBe(4);
  });
});
