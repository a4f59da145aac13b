import { afterAll, beforeAll, expect, it } from 'vitest';
import { stackOutputs } from '../../lib/aws/names/stack-outputs.ts';
import { openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { makeResources } from '../helpers/aws-resources.ts';
import { cli } from '../helpers/cli.ts';
import { doubleEnv } from '../helpers/deployment.ts';
import { driftingFolder } from '../helpers/drifting-folder.ts';
import { driftingGoldens, driftingProject, driftingProjectFile } from '../helpers/drifting-project.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';
import { stackOf } from '../helpers/stack-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const [bucket, table] = ['outputs', 'pinwatch-runs'];
const history = { runs: 24, changeAt: 17, goldens: 2, outages: [12] };

describeWithMoto('commands that look', () => {
  const folder = temporaryFolder();
  const elsewhere = temporaryFolder();
  let moto: MotoServer;
  let runs: string[] = [];

  const locally = (args: readonly string[]) => cli(folder.path, args, { OPENAI_API_KEY: 'none' });
  const ofStack = (args: readonly string[]) =>
    cli(elsewhere.path, [...args, '--stack', 'Watch'], doubleEnv(moto.endpoint));

  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, doubleEnv(moto.endpoint));
    await makeResources(moto.endpoint, bucket, table);
    const stores = openAwsStores({ bucket, table, endpoint: moto.endpoint });
    await stores.projects.push(driftingProjectFile(), driftingGoldens(2).map(goldenRequest));
    await driftingProject({ stores, ...history });
    stores.close();
    await driftingFolder(folder.path, history);
    await stackOf(moto.endpoint, {
      [stackOutputs.bucket]: bucket,
      [stackOutputs.table]: table,
      [stackOutputs.stateMachine]: 'arn:aws:states:eu-west-1:123456789012:stateMachine:watch',
    });
    const { stdout } = await locally(['history', 'support', '--json']);
    runs = (JSON.parse(stdout) as { runs: { run: string }[] }).runs.map(({ run }) => run);
  }, 600_000);
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    await moto?.stop();
    folder.remove();
    elsewhere.remove();
  });

  it('say of a deployed monitor what they say of a laptop with the same history', async () => {
    const [oldest = '', newest = ''] = [runs[0], runs.at(-1)];
    for (const args of [
      ['status'],
      ['status', '--json'],
      ['history', '--last', '30'],
      ['history', 'support', '--on', '2026-11-21', '--utc'],
      ['history', 'support', '--golden', 'refund-email', '--format', 'csv'],
      ['history', 'support', '--verdict', 'inconclusive', '--json'],
      ['incidents'],
      ['incidents', '--json'],
      ['show', 'support'],
      ['show', oldest],
      ['diff', oldest, newest],
      ['explain', newest],
      ['metrics'],
      ['report', 'support', '--json'],
      ['export', 'support', '--table', 'answers', '--format', 'csv'],
      ['export', 'support', '--table', 'verdicts', '--format', 'jsonl'],
    ]) {
      const [here, there] = await Promise.all([locally(args), ofStack(args)]);
      expect(there.stderr, args.join(' ')).toBe(here.stderr);
      expect(there.code, args.join(' ')).toBe(here.code);
      expect(plain(there.stdout), args.join(' ')).toBe(plain(here.stdout));
    }
  }, 600_000);
});

/** Without what differs: where to look further, and when it was asked. */
function plain(text: string): string {
  return text
    .replaceAll(/ (?:--stack|-s) Watch/g, '')
    .replaceAll(/"(generatedAt|nextRunAt)":\s*"[^"]+"/g, '"$1": "…"')
    .replaceAll(/[ \t]+$/gm, '');
}
