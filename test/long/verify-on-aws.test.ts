import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { bootstrap, doubleEnv } from '../helpers/deployment.ts';
import { describeUnless } from '../helpers/describe-unless.ts';
import { startMoto, whyNoMoto } from '../helpers/moto-server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');

/** What of the page the double cannot do, or does in another way, and why; each stands in the page. */
const otherwise: readonly (readonly [pattern: RegExp, instead: string, why: string])[] = [
  [/export AWS_PROFILE=sandbox /, 'export ', 'it asks nobody who they are'],
  [/^pinwatch\(\) .*$/m, `pinwatch() { node ${root}/lib/cli/main.ts "$@"; }`, 'the test has a folder of its own'],
  [
    /^npx cdk deploy (.*)$/gm,
    `(cd ${root} && cdk deploy --method=direct --require-approval=never --output "$ASSEMBLY" $1)`,
    'it loses the outputs of a stack that was made by a change set',
  ],
  [/^pinwatch run --stack Verify --all.*$/gm, ':', 'it executes no state machine'],
  [/^pinwatch alerts test .*$/m, ':', 'nor this one, which tells people'],
  [/ && pinwatch run --stack VerifyKey --all$/m, '', 'nor this one'],
  [/ -c pinwatch:sqlTables=true/, '', 'it fails at tables of Glue'],
  [/sleep \d+;/g, '', 'nothing is waited for'],
  [
    /^(MACHINE=.*)$/m,
    `$1\naws stepfunctions start-execution --state-machine-arn "$MACHINE" --name tick --input '{"scheduledAt":"2026-11-27T09:00:00Z"}'`,
    'it makes no schedule',
  ],
];

/** Commands that are to fail there, or may, and their exit codes. */
const failing = [
  /^3: node .*main\.ts /, // status, of what was not judged
  /^1: aws s3 ls .*reports/, // nor is there a report
  /^255: aws kms schedule-key-deletion /, // the double wants an id, where AWS takes an ARN as well
  /^\d+: aws s3 rb /, // of the stack that is deleted with its bucket
  /^\d+: aws dynamodb update-table /, // and with its table
];

/** Buckets and tables that are there after the teardown. */
const left = `echo "left $(aws s3 ls | grep -c ' verify') $(aws dynamodb list-tables --output text | grep -c Verify)"`;

function script(): string {
  const page = readFileSync(join(root, 'docs/verify-on-aws.md'), 'utf8');
  const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');
  return otherwise.reduce((text, [pattern, instead, why]) => {
    if (text.search(pattern) < 0) throw new Error(`nothing of the page is ${pattern} (${why})`);
    return text.replace(pattern, instead);
  }, commands);
}

const missing = ['aws', 'bash'].find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0);

describeUnless(missing === undefined ? whyNoMoto() : `${missing} is not installed`, 'docs/verify-on-aws.md', () => {
  it('can be walked from the first command to the last, and leaves nothing', async () => {
    using folder = temporaryFolder();
    const moto = await startMoto();
    try {
      await bootstrap(moto.endpoint, folder.path);
      const env = {
        ...doubleEnv(moto.endpoint),
        PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
        HOME: process.env.HOME ?? '',
        ASSEMBLY: join(folder.path, 'cdk.out'),
        OPENAI_API_KEY: 'a key',
        CI: 'true',
      };
      const trap = `trap 'echo "failed $?: $BASH_COMMAND" >&2' ERR\n`;
      const shell = spawn('bash', ['-s'], { cwd: folder.path, env });
      let [said, wrong] = ['', ''];
      shell.stdout.on('data', (chunk) => {
        said += chunk;
      });
      shell.stderr.on('data', (chunk) => {
        wrong += chunk;
      });
      shell.stdin.end(`${trap}${script()}\n${left}`);
      await new Promise((settle) => shell.on('close', settle));
      const failed = [...wrong.matchAll(/^failed (.*)$/gm)].map(([, what = '']) => what);
      expect(
        failed.filter((what) => !failing.some((pattern) => pattern.test(what))),
        `${wrong}\n${said}`,
      ).toEqual([]);
      for (const line of [/^pushed /m, /^verify .* at openai$/m, /^whole /m]) expect(said).toMatch(line);
      expect(said).toMatch(/^left 0 0$/m);
    } finally {
      await moto.stop();
    }
  }, 1_200_000);
});
