import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { nothingLooked } from '../../lib/monitor/verify/finding.ts';
import { verifyEndpoint } from '../../lib/monitor/verify/verify-endpoint.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { EnduredLife, endpoint, settings } from '../faults/endured-life.ts';
import { mortal, type Process } from '../faults/mortal.ts';
import { doneAgain, violations } from '../faults/violations.ts';
import { makeResources } from '../helpers/aws-resources.ts';
import { faultyStores } from '../helpers/faulty-aws.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';
import { describeWithDisk, smallDisk } from '../helpers/small-disk.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { size } from './size.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
process.env.AWS_REGION ??= 'eu-west-1';

/** Says what was done to a life, and that nothing came of it. */
async function expectUnharmed(place: string, life: EnduredLife, stores: Stores): Promise<number> {
  const found = await violations(life, stores);
  const { injected, struck, calls } = life.figures;
  const again = await doneAgain(life, stores);
  console.log(`${place}: ${JSON.stringify({ injected, violations: found.length, calls, doneAgain: again, struck })}`);
  expect(found).toEqual([]);
  const looked = nothingLooked();
  expect(await verifyEndpoint(endpoint, { stores, settings, repair: false }, looked)).toEqual([]);
  expect(looked.recomputed).toBeGreaterThan(3);
  const { dies = 0, fails = 0 } = injected;
  expect(again.calls).toBeLessThanOrEqual(4 * (dies + fails));
  return dies + fails;
}

describe('a data folder', () => {
  it('is left as without mishaps by more than a hundred kills and refusals, between any two of its calls', async () => {
    let mishaps = 0;
    for (let life = 0; life < 2 * size; life++) {
      using folder = temporaryFolder();
      using stores = openLocalStores(folder.path);
      const opened: Disposable[] = [];
      const endured = new EnduredLife(
        `folder ${life}`,
        (process) => {
          const own = openLocalStores(folder.path);
          opened.push(own);
          return mortal(own, process);
        },
        60,
      );
      await endured.live(90);
      mishaps += await expectUnharmed(`folder ${life}`, endured, stores);
      for (const own of opened) own[Symbol.dispose]();
    }
    expect(mishaps).toBeGreaterThan(100 * size);
  });
});

describeWithDisk('a disk', () => {
  it('that is full or read-only every other hour leaves a history as without it', async () => {
    using disk = smallDisk(12_000_000);
    let opened: Disposable[] = [];
    const close = () => {
      for (const own of opened) own[Symbol.dispose]();
      opened = [];
    };
    const open = (process: Process) => {
      const own = openLocalStores(join(disk.path, 'data'));
      opened.push(own);
      return mortal(own, process);
    };
    const endured = new EnduredLife('disk', open, 60, {
      strike: (random) => {
        close();
        const isFull = random() < 0.75;
        if (isFull) disk.fill(Math.floor(400_000 * random() ** 2));
        else disk.readOnly(true);
        return isFull ? 'disk full' : 'disk read-only';
      },
      heal: () => {
        close();
        disk.readOnly(false);
        disk.empty();
      },
    });
    await endured.live(60 * size);
    using stores = openLocalStores(join(disk.path, 'data'));
    await expectUnharmed('disk', endured, stores);
    const { injected } = endured.figures;
    expect(injected['disk full, refused'], 'which really refused something').toBeGreaterThan(4 * size);
    expect(injected['disk read-only, refused']).toBeGreaterThan(2 * size);
    close();
  });
});

describeWithMoto('S3 and DynamoDB', () => {
  let moto: MotoServer;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  it('are left as without mishaps by kills and refusals, between any two requests', {
    timeout: 1_800_000,
  }, async () => {
    const names = { bucket: 'endured', table: 'endured', endpoint: moto.endpoint };
    await makeResources(moto.endpoint, names.bucket, names.table);
    using stores = openAwsStores(names);
    const life = new EnduredLife(
      'aws',
      (process) => faultyStores(names, (send, name) => process.call(name, send)),
      200,
    );
    await life.live(12 * size);
    expect(await expectUnharmed('aws', life, stores)).toBeGreaterThan(3 * size);
  });
});
