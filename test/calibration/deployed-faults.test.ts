import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { judgingSettings } from '../../lib/monitor/judge/judging-settings.ts';
import { nothingLooked } from '../../lib/monitor/verify/finding.ts';
import { verifyEndpoint } from '../../lib/monitor/verify/verify-endpoint.ts';
import { DeployedLife } from '../faults/deployed-life.ts';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { deployTo, doubleEnv } from '../helpers/deployment.ts';
import { describeUnless } from '../helpers/describe-unless.ts';
import { type MotoServer, startMoto, whyNoMoto } from '../helpers/moto-server.ts';
import { answer, type OpenAiStub, openAiStub } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { size } from './size.ts';

const [learning, changed] = [12, 8 * size];
const draws = 3 * 2;

// Which process is killed where depends on the machine's time, so that no seed repeats a life: each is another one.
describeUnless(whyNoMoto(), 'what is deployed, in an account in which everything fails now and then', () => {
  const folder = temporaryFolder();
  let moto: MotoServer;
  let model: OpenAiStub;
  let life: DeployedLife;
  /** Every answer is another one, so that it is known where each of them is. */
  let answers = 0;
  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, doubleEnv(moto.endpoint));
    model = await openAiStub(answer(() => `answer ${answers++}: it left the house on Monday and is on its way`));
    await deployTo(moto.endpoint, folder.path, { 'pinwatch:every': '1h' });
    const top = 'falseAlarmsPerYear: 52\nevery: 1h\njitter: 0\n';
    writeFiles(
      folder.path,
      projectFiles(model.baseURL, { top, endpoint: '    repetitions: 2\n    baselineRuns: 8\n' }),
    );
    expect(await cli(folder.path, ['push', '--stack', 'Pinwatch'], doubleEnv(moto.endpoint))).toMatchObject({
      code: 0,
    });
    life = new DeployedLife(process.env.DEPLOYED_FAULTS_SEED ?? 'one', moto.endpoint);
    await life.start();
  }, 600_000);
  afterAll(async () => {
    life?.close();
    delete process.env.AWS_ENDPOINT_URL;
    await model?.close();
    await moto?.stop();
    folder.remove();
  }, 60_000);

  it('loses and doubles no answer, judges as over a clean history, and tells each alert, at most once more', {
    timeout: 1_800_000,
  }, async () => {
    const firstAt = Date.now() - 40 * 3_600_000;
    life.isHarmed = true;
    await life.live(firstAt, learning);
    model.answering = answer(() => `answer ${answers++}: I am afraid that I cannot help with orders, or anything`);
    await life.live(firstAt + learning * 3_600_000, changed);
    life.isHarmed = false;
    await life.live(firstAt + (learning + changed) * 3_600_000, 2); // what was left undone is done

    const stores = life.stores();
    const runs = await stores.runs.list({ endpoint: 'support' });
    const kept = (await Promise.all(runs.map(({ run }) => stores.runs.samples(run)))).flat();
    const samples = Map.groupBy(kept, ({ run }) => run);
    // Judged with what had come by then: less evidence, which every verdict says, and nothing lost.
    const cutShort = runs.filter(({ completed, failed }) => completed + failed < draws).length;
    const texts = kept.flatMap(({ text }) => (text === undefined ? [] : [text]));
    const attempts = kept.reduce((sum, { attempts: own = 1 }) => sum + own, 0);
    const { project } = await stores.projects.get((await stores.projects.current()) as string);
    const endpoint = project.endpoints[0] as Endpoint;
    const looked = nothingLooked();
    const settings = judgingSettings(endpoint, project);
    const found = await verifyEndpoint(endpoint, { stores, settings, repair: false }, looked);
    const incidents = await stores.incidents.list('support');
    const told = Map.groupBy(life.told, (id) => id);
    const violations = [
      ...found.map(({ where, what }) => `${where}: ${what}`),
      ...(new Set(texts).size === texts.length ? [] : ['an answer is there twice']),
      ...runs
        .filter(({ run, completed, failed }) => completed + failed !== (samples.get(run)?.length ?? 0))
        .map(({ run }) => `run ${run} counts otherwise than its answers`),
      ...((await stores.runs.openPlans()).length === 0 ? [] : ['a run was left open']),
      ...incidents
        .filter(({ id }) => ![...told.keys()].some((alert) => alert.startsWith(id)))
        .map(({ id }) => `${id} was never told`),
      ...[...told]
        .filter(([, often]) => often.length > 1 + life.unknowing)
        .map(([id, often]) => `${id} was told ${often.length} times`),
    ];
    stores.close();
    const doneAgain = { calls: model.requests.length - attempts, alerts: life.told.length - told.size };
    console.log(
      `deployed: ${JSON.stringify({ runs: runs.length, calls: model.requests.length, cutShort, incidents: incidents.length, violations, doneAgain, injected: life.injected })}`,
    );
    expect(violations).toEqual([]);
    expect(incidents.length).toBeGreaterThan(0);
    expect(cutShort).toBeLessThan(runs.length / 3);
    const kills = Object.entries(life.injected).reduce(
      (sum, [what, often]) => (/^(Runtime|Sandbox)/.test(what) ? sum + often : sum),
      0,
    );
    expect(kills).toBeGreaterThan(10);
    expect(doneAgain.calls, 'four are in flight at once').toBeLessThanOrEqual(4 * kills);
    expect(looked.recomputed).toBeGreaterThan(learning);
  });
});
