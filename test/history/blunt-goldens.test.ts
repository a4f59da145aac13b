import { describe, expect, it } from 'vitest';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { bluntGoldens } from '../../lib/history/blunt-goldens.ts';
import { runId } from '../../lib/plan/plan-run.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';

const sharp = (id: string, by: string) =>
  goldenRequest(
    GoldenFile.parse({
      id,
      messages: [{ role: 'user', content: id }],
      sharp: { endpoint: 'support', by, foundAt: '2026-11-01T00:00:00Z', round: 1, draws: 8, varies: 0.4 },
    }),
  );
const goldens = [sharp('tie', 'near-tie'), sharp('noisy', 'server-noise'), sharp('settled', 'sampling')];

/** So many runs of four draws of each golden: `noisy` varies, `settled` never, and the tie is so many nats apart. */
async function storesAfter(runs: number, gap: number) {
  const stores = memoryStores();
  for (let number = 0; number < runs; number++) {
    const at = new Date(Date.UTC(2026, 10, 1, number));
    const run = runId('support', at);
    const tasks = goldens.flatMap(({ id, version }) =>
      [0, 1, 2, 3].map((repetition) => ({ golden: id, goldenVersion: version, repetition })),
    );
    await stores.runs.open({ run, endpoint: 'support', epoch: 1, plannedAt: at.toISOString(), seed: '', tasks });
    for (const { golden, goldenVersion, repetition } of tasks)
      await stores.runs.putSample({
        ...{ run, at: at.toISOString(), golden, goldenVersion, repetition, endpoint: 'support' },
        text: golden === 'noisy' && repetition === 0 ? 'no' : 'yes',
        ...(golden === 'tie'
          ? { firstTokenTop: [['yes', -0.1] as [string, number], ['no', -0.1 - gap] as [string, number]] }
          : {}),
      });
    await stores.runs.close(run, { status: 'finished', finishedAt: at.toISOString() });
  }
  return stores.runs;
}

describe('sharp goldens that are blunt', () => {
  it('are those whose newest draws all agree, or whose tokens have moved apart', async () => {
    expect(await bluntGoldens('support', goldens, await storesAfter(8, 0.2))).toEqual(['settled']);
    expect(await bluntGoldens('support', goldens, await storesAfter(8, 2))).toEqual(['tie', 'settled']);
  });

  it('are none while too little is stored to tell, and none of goldens that are not sharp', async () => {
    expect(await bluntGoldens('support', goldens, await storesAfter(7, 0.2))).toEqual([]);
    const { sharp: _, ...plain } = goldens[2] as (typeof goldens)[0];
    expect(await bluntGoldens('support', [plain], await storesAfter(8, 2))).toEqual([]);
  });
});
