import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stackOutputs } from '../../lib/aws/names/stack-outputs.ts';
import { openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { appWith } from '../aws/cdk/synthesized.ts';
import { type Ask, describedBy } from '../helpers/api-client.ts';
import { makeResources } from '../helpers/aws-resources.ts';
import { bundleHandlers, bundlesFolder } from '../helpers/bundles.ts';
import { type RunningCli, startCli } from '../helpers/cli.ts';
import { doubleEnv } from '../helpers/deployment.ts';
import { driftingGoldens, driftingProject, driftingProjectFile } from '../helpers/drifting-project.ts';
import { refusedIn, unusedIn, withLogicalNames } from '../helpers/iam/check-permissions.ts';
import { type FrontDoor, frontDoor } from '../helpers/iam/front-door.ts';
import type { TemplateJson } from '../helpers/iam/template-roles.ts';
import { LambdaHost } from '../helpers/lambda-host.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';
import { stackOf } from '../helpers/stack-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const [bucket, table] = ['outputs', 'pinwatch-runs'];

describeWithMoto('the API of a deployed monitor', () => {
  const folder = temporaryFolder();
  let moto: MotoServer;
  let door: FrontDoor;
  let host: LambdaHost;
  let serving: RunningCli;
  let [lambda, served] = [undefined as unknown as Ask, undefined as unknown as Ask];

  beforeAll(async () => {
    bundleHandlers();
    moto = await startMoto();
    door = await frontDoor(moto.endpoint);
    Object.assign(process.env, doubleEnv(moto.endpoint));
    await makeResources(moto.endpoint, bucket, table);
    const stores = openAwsStores({ bucket, table, endpoint: moto.endpoint });
    await stores.projects.push(driftingProjectFile(), driftingGoldens(2).map(goldenRequest));
    await driftingProject({ stores, runs: 22, changeAt: 17, goldens: 2 });
    stores.close();

    const environment = { BUCKET: bucket, TABLE: table, STACK: 'Watch' };
    const file = join(bundlesFolder, 'api/index.mjs');
    const outside = { ...doubleEnv(door.endpoint), AWS_ACCESS_KEY_ID: 'api' };
    host = new LambdaHost({ file, environment, timeoutSeconds: 30, memory: 1024 }, outside);
    lambda = describedBy(async (request) => responseOf(await host.invoke(await urlEvent(request))));

    await stackOf(moto.endpoint, {
      [stackOutputs.bucket]: bucket,
      [stackOutputs.table]: table,
      [stackOutputs.stateMachine]: 'arn:aws:states:eu-west-1:123456789012:stateMachine:watch',
    });
    const person = { ...doubleEnv(door.endpoint), AWS_ACCESS_KEY_ID: 'person' };
    serving = startCli(folder.path, ['serve', '--stack', 'Watch', '--port', '0', '--json'], person);
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      serving.process.stdout?.on('data', (chunk) => {
        said += chunk;
        if (said.includes('}')) resolve((JSON.parse(said) as { url: string }).url);
      });
      serving.done.then(({ stderr }) => reject(new Error(stderr)), reject);
    });
    served = describedBy((request) => fetch(request), url.replace(/\/$/, ''));
  }, 240_000);
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    serving?.process.kill('SIGINT');
    await serving?.done;
    host?.close();
    door?.close();
    await moto?.stop();
    folder.remove();
  });

  it('says the same behind IAM as on the page of whoever serves the stack with credentials of their own', async () => {
    const { runs } = (await lambda('/endpoints/support/runs')).body;
    const { incidents } = (await lambda('/incidents')).body;
    expect(runs).toHaveLength(22);
    expect(incidents).toHaveLength(1);
    const run = runs[0].run;
    const { answer } = (await lambda(`/runs/${run}/answers/refund-email/0`)).body;
    for (const path of [
      '/endpoints/support/runs?limit=5',
      '/endpoints/support/evidence',
      '/endpoints/support/scores',
      '/endpoints/support/rates',
      '/endpoints/support/distributions?runs=4',
      '/endpoints/support/facts',
      '/endpoints/support/conditions',
      '/endpoints/support/goldens',
      '/endpoints/support/actions',
      '/endpoints/support/change?from=2026-11-21&to=2026-11-22',
      `/runs/${run}`,
      `/runs/${run}/answers`,
      `/runs/${runs.at(-1).run}/compared-with/${run}`,
      `/goldens/${answer.sample.goldenVersion}`,
      `/incidents/${encodeURIComponent(incidents[0].incident.id)}`,
    ])
      expect(await bodyOf(lambda, path), path).toEqual(await bodyOf(served, path));
    expect((await bodyOf(lambda, '/endpoints')).endpoints).toMatchObject([{ id: 'support', state: 'drift' }]);
    expect(await bodyOf(served, '')).toMatchObject({ stack: 'Watch', mayDecide: true });
  });

  it('reads, and changes nothing', async () => {
    expect(await bodyOf(lambda, '')).toMatchObject({ stack: 'Watch', mayDecide: false });
    const body = { by: 'ana', why: 'fine' };
    expect((await lambda('/endpoints/support/accept', { method: 'POST', body })).status).toBe(405);
    expect((await lambda('/endpoints/nobody')).status).toBe(404);
  });

  it('needs what its role gives, and no more is given', () => {
    const { stack } = appWith({ 'pinwatch:api': 'true' });
    const template = Template.fromStack(stack).toJSON() as TemplateJson & {
      Resources: Record<string, { Type: string }>;
    };
    const idOf = (type: string, pattern = /./) =>
      Object.entries(template.Resources).find(([id, { Type }]) => Type === type && pattern.test(id))?.[0] ?? '';
    const names = new Map([
      [idOf('AWS::S3::Bucket'), bucket],
      [idOf('AWS::DynamoDB::Table'), table],
    ]);
    const id = idOf('AWS::Lambda::Function', /ApiHandler/);
    const needed = new Map([[id, withLogicalNames(door.needed('api'), names)]]);
    expect(door.unknown).toEqual([]);
    expect(needed.get(id)?.length).toBeGreaterThan(8);
    expect(refusedIn(template, needed)).toEqual([]);
    // Logs are the platform's; without the list S3 calls a missing object forbidden; runs under way, long judgements and notices of models were none here.
    const elsewhere = /^logs:|^s3:ListBucket|open\/\*|bodies\/\*|OPEN-CONDITIONS/;
    expect(unusedIn(template, [id], needed).filter((grant) => !elsewhere.test(grant))).toEqual([]);
  });
});

async function bodyOf(ask: Ask, path: string) {
  return (await ask(path)).body;
}

/** What a function URL makes of a request. */
async function urlEvent(request: Request): Promise<object> {
  const { pathname, search } = new URL(request.url);
  const body = await request.text();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { ...Object.fromEntries(request.headers), host: 'abc.lambda-url.eu-west-1.on.aws' },
    requestContext: {
      domainName: 'abc.lambda-url.eu-west-1.on.aws',
      http: { method: request.method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
    },
    ...(body === '' ? {} : { body }),
    isBase64Encoded: false,
  };
}

/** And what it makes of the answer. */
function responseOf(result: unknown): Response {
  const { statusCode, headers, body, isBase64Encoded } = result as {
    readonly statusCode: number;
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly isBase64Encoded: boolean;
  };
  return new Response(isBase64Encoded ? Buffer.from(body, 'base64') : body, { status: statusCode, headers });
}
