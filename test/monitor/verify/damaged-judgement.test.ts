import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { judgingSettings } from '../../../lib/monitor/judge/judging-settings.ts';
import { nothingLooked } from '../../../lib/monitor/verify/finding.ts';
import { verifyEndpoint } from '../../../lib/monitor/verify/verify-endpoint.ts';
import { openLocalStores } from '../../../lib/stores/sqlite/open-local-stores.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { Life } from '../../life/life.ts';

it('a judgement that cannot be read is named, and made again out of the answers, as it was', async () => {
  using folder = temporaryFolder();
  using stores = openLocalStores(folder.path);
  const life = new Life('damaged', { goldens: ['a', 'b'], stores });
  await life.live(4);
  const [, second] = life.judgements;
  const run = String(second?.run);
  const before = await stores.judgements.get(run);
  const damage = new DatabaseSync(join(folder.path, 'history.sqlite'));
  damage.prepare(`UPDATE judgements SET judgement = '{}' WHERE run = ?`).run(run);
  damage.close();

  const settings = judgingSettings(life.endpoint, life.project);
  const verify = (repair: boolean) => verifyEndpoint(life.endpoint, { stores, settings, repair }, nothingLooked());
  const where = `judgement of run ${run}`;
  expect(await verify(false)).toEqual([{ where, what: expect.stringContaining(run), repair: 'possible' }]);
  expect(await verify(true)).toEqual([{ where, what: expect.stringContaining(run), repair: 'repaired' }]);
  expect(await verify(false)).toEqual([]);
  expect(await stores.judgements.get(run)).toEqual(before);
});
