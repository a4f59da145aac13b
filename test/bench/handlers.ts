import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HandlerVariables } from '../../lib/aws/names/handlers.ts';
import { bundleHandlers, bundlesFolder } from '../helpers/bundles.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { median, spread } from './spread.ts';

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

/** Prints how long each bundle takes to be imported by a fresh process, the part of a cold start that is ours, beside an empty one. */
export async function run(): Promise<void> {
  using folder = temporaryFolder();
  const empty = join(folder.path, 'empty.mjs');
  writeFileSync(empty, 'export const handler = async () => {};');
  const least = median(print('empty', empty, 0));
  for (const { name, file, bytes } of bundles()) {
    const cpu = median(print(name, file, bytes));
    console.log(
      `  ${(cpu / least).toFixed(0)} times an empty one; at most ${mostMs} ms expected${cpu > mostMs ? ': MISSED' : ''}`,
    );
  }
}

function print(name: string, file: string, bytes: number): number[] {
  const imports = Array.from({ length: starts }, () => importOnce(file));
  const cpu = imports.map(({ cpuMs }) => cpuMs);
  const wall = imports.map(({ wallMs }) => wallMs);
  console.log(`handler ${name}, ${(bytes / 1000).toFixed(0)} kB: ${spread(wall, 0)} ms, ${spread(cpu, 0)} ms of CPU`);
  return cpu;
}

/** Every handler as it is deployed, with the size that is read at a cold start. */
export function bundles(): { readonly name: string; readonly file: string; readonly bytes: number }[] {
  bundleHandlers();
  return readdirSync(bundlesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, file: join(bundlesFolder, name, 'index.mjs') }))
    .map((one) => ({ ...one, bytes: statSync(one.file).size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
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
