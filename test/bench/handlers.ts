import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleHandlers } from '../helpers/bundles.ts';

const folder = resolve(import.meta.dirname, '../../dist/handlers');
const starts = 10;
const mostMs = 300;

/** What a handler needs to be imported; nothing is sent. */
const env = {
  PATH: process.env.PATH ?? '',
  AWS_REGION: 'eu-west-1',
  BUCKET: 'b',
  TABLE: 't',
  MONITOR: 'm',
  MONTHLY_TOKENS: '',
  ABANDONED_AFTER_SECONDS: '900',
  PROVIDER_SECRET_ARN: '',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:topic',
  EVENT_BUS_NAME: 'default',
  WEBHOOK_SECRET_ARN: '',
};

/** Prints how long each bundle takes to be imported by a fresh process: the part of a cold start that is ours. */
export async function run(): Promise<void> {
  bundleHandlers();
  for (const handler of readdirSync(folder).sort()) {
    const times = Array.from({ length: starts }, () => importMs(join(folder, handler, 'index.mjs')));
    const median = times.sort((a, b) => a - b)[starts / 2] as number;
    console.log(`handler ${handler}: imported in ${Math.round(median)} ms, at most ${mostMs} expected`);
  }
}

function importMs(file: string): number {
  const script = `const began = performance.now(); await import(process.argv[1]); process.stdout.write(String(performance.now() - began)); process.exit()`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script, file], { env, encoding: 'utf8' }));
}
