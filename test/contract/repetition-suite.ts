import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Stores } from '../../lib/ports/stores.ts';
import { epoch, golden, judgement, plan, sample } from './stored-records.ts';
import type { Handles } from './stores-suite.ts';

const finished = { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' } as const;

/** @param histories random histories that are tried. */
export function itToleratesRepetition({ here, elsewhere }: Handles, histories: number): void {
  it('come to the same state however calls are repeated, interleaved and spread over processes', async () => {
    let history = 0;
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        // One set of stores serves all histories, each with names of its own.
        const [once, noisy] = [`h${history}-once`, `h${history++}-noisy`];
        for (const step of steps) await perform(here(), step, once);
        for (const batch of script)
          await Promise.all(batch.map(({ step, there }) => perform(there ? elsewhere() : here(), step, noisy)));
        expect(await stateOf(elsewhere(), noisy)).toEqual(await stateOf(here(), once));
      }),
      { numRuns: histories, seed: 20261122 },
    );
  }, 300_000);
}

type Step =
  | { do: 'open' | 'close' | 'judge' | 'golden' | 'epoch' }
  | { do: 'draw'; golden: string; repetition: number };

const draws = ['reply-01', 'story-07'].flatMap((name) =>
  [0, 1].map((repetition): Step => ({ do: 'draw', golden: name, repetition })),
);
const steps: readonly Step[] = [
  { do: 'golden' },
  { do: 'epoch' },
  { do: 'open' },
  ...draws,
  { do: 'close' },
  { do: 'judge' },
];

/**
 * Histories that do the same as `steps` does: batches that run one after the other, the calls of a batch at the same
 * time. Every step is done at least once, opening before drawing before sealing; repetitions may come at any later time,
 * so that a run is opened again after it was sealed, and draws arrive again.
 */
const scripts = fc
  .tuple(
    fc.shuffledSubarray([...draws], { minLength: draws.length, maxLength: draws.length }),
    fc.array(fc.record({ again: fc.nat(), batch: fc.nat(), there: fc.boolean() }), { maxLength: 12 }),
    fc.array(fc.boolean(), { minLength: draws.length, maxLength: draws.length }),
  )
  .map(([shuffled, repeated, together]) => {
    const batches: { step: Step; there: boolean }[][] = [];
    const add = (step: Step, joins = false) => {
      const last = batches.at(-1);
      if (joins && last !== undefined) last.push({ step, there: batches.length % 2 === 0 });
      else batches.push([{ step, there: batches.length % 2 === 0 }]);
    };
    for (const step of steps.slice(0, 3)) add(step);
    shuffled.forEach((step, i) => {
      add(step, i > 0 && together[i]);
    });
    for (const step of steps.slice(-2)) add(step);
    for (const { again, batch, there } of repeated) {
      const first = again % batches.length;
      const step = batches[first]?.[0]?.step;
      const to = batches[first + (batch % (batches.length - first))];
      if (step !== undefined) to?.push({ step, there });
    }
    return batches;
  });

async function perform(stores: Stores, step: Step, run: string): Promise<unknown> {
  switch (step.do) {
    case 'open':
      return stores.runs.open(plan(run, { endpoint: run }));
    case 'draw':
      return stores.runs.putSample(sample(run, step.golden, step.repetition));
    case 'close':
      return stores.runs.close(run, finished);
    case 'judge':
      return stores.judgements.put(judgement(run, { endpoint: run }));
    case 'golden':
      return stores.goldens.put(golden(run));
    case 'epoch':
      return stores.epochs.add(epoch(1, { endpoint: run }));
  }
}

/** Everything that the ports tell about a run, with its name taken out. */
async function stateOf(stores: Stores, run: string): Promise<unknown> {
  const state = {
    open: await stores.runs.openPlans(run),
    record: await stores.runs.get(run),
    records: await stores.runs.list({ endpoint: run }),
    samples: await stores.runs.samples(run),
    judgement: await stores.judgements.get(run),
    judgements: await stores.judgements.list({ endpoint: run }),
    epochs: await stores.epochs.list(run),
    golden: (await stores.goldens.get(golden(run).version))?.id,
  };
  return JSON.parse(JSON.stringify(state).replaceAll(run, 'RUN'));
}
