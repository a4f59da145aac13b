import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HandlerVariables } from '../../lib/aws/names/handlers.ts';
import { bundleHandlers, bundlesFolder } from '../helpers/bundles.ts';

const starts = 10;
const mostMs = 300;

/** What a handler needs to be imported; nothing is sent. */
const variables: HandlerVariables<'plan'> & HandlerVariables<'replay'> & HandlerVariables<'notify'> = {
  BUCKET: 'b',
  TABLE: 't',
  MONITOR: 'm',
  ALARMS: 'one',
  FAILED_DRAWS_PERCENT: '20',
  MONTHLY_TOKENS: '',
  MONTHLY_COST: '',
  TICK_SECONDS: '3600',
  RUN_SECONDS: '21600',
  ABANDONED_AFTER_SECONDS: '900',
  PROVIDER_SECRET_ARN: '',
  STACK: 'Pinwatch',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:topic',
  EVENT_BUS_NAME: 'default',
  WEBHOOK_SECRET_ARN: '',
};
const env = { PATH: process.env.PATH ?? '', AWS_REGION: 'eu-west-1', ...variables };

/** Prints how long each bundle takes to be imported by a fresh process: the part of a cold start that is ours. */
export async function run(): Promise<void> {
  bundleHandlers();
  for (const handler of readdirSync(bundlesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()) {
    const imports = Array.from({ length: starts }, () => importOnce(join(bundlesFolder, handler, 'index.mjs')));
    const [wall, cpu] = [median(imports.map(({ wallMs }) => wallMs)), median(imports.map(({ cpuMs }) => cpuMs))];
    console.log(`handler ${handler}: imported in ${wall} ms, ${cpu} ms of CPU (at most ${mostMs} expected)`);
  }
}

/** A machine that does other work shows in the first number and hardly in the second. */
function importOnce(file: string): { readonly wallMs: number; readonly cpuMs: number } {
  const script = `
    const [began, used] = [performance.now(), process.cpuUsage()];
    await import(process.argv[1]);
    const { user, system } = process.cpuUsage(used);
    process.stdout.write(JSON.stringify({ wallMs: performance.now() - began, cpuMs: (user + system) / 1000 }));
    process.exit();`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, file], { env, encoding: 'utf8' });
  return JSON.parse(output) as { wallMs: number; cpuMs: number };
}

function median(values: readonly number[]): number {
  return Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number);
}
