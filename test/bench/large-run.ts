import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { writeFiles } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { type SlowServer, slowServer } from './replay.ts';

const root = resolve(import.meta.dirname, '../..');

/** What is published, if it was built: a checkout also holds the compiler that makes it run. */
const built = join(root, 'dist/lib/cli/main.js');
const main = existsSync(built) ? built : join(root, 'lib/cli/main.ts');

/** Writes the processor time of a process and its highest mark of memory. */
const witness = `data:text/javascript,import{readFileSync,writeSync}from'node:fs';process.on('exit',()=>{const{userCPUTime,systemCPUTime}=process.resourceUsage();const[,kibibytes]=/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status','utf8'));writeSync(3,JSON.stringify({cpu:userCPUTime+systemCPUTime,kibibytes}))})`;

/**
 * The most memory of `pinwatch run` as a whole process, which plans, draws, stores, seals and judges one large run against a
 * server on loopback, beside the same with 100 draws; and what the database takes of the disk afterwards.
 * `npm run bench -- large-run [--goldens 1000] [--repetitions 100] [--words 40] [--runs 1] [--concurrency 64]`.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const number = (value: number) => ({ type: 'string', default: String(value) }) as const;
  const options = {
    ...{ goldens: number(1000), repetitions: number(100), words: number(40) },
    ...{ runs: number(1), concurrency: number(64) },
  };
  const { values } = parseArgs({ args: [...args], options });
  await using server = await slowServer(0, Number(values.words));
  console.log(main === built ? 'as published (dist/)' : 'from a checkout: npm run build first');
  const sizes = [
    [10, 10],
    [Number(values.goldens), Number(values.repetitions)],
  ] as const;
  for (const [goldens, repetitions] of sizes) {
    using folder = temporaryFolder();
    writeProject(folder.path, server, { goldens, repetitions, concurrency: Number(values.concurrency) });
    for (let i = 1; i <= Number(values.runs); i++) {
      const { cpuSeconds, mebibytes } = await runOnce(folder.path);
      using stores = openLocalStores(join(folder.path, '.pinwatch'), { readOnly: true });
      const [newest] = await stores.runs.list({ endpoint: 'support', last: 1 });
      const bytes = statSync(join(folder.path, '.pinwatch/history.sqlite')).size;
      console.log(
        `run ${i} of ${newest?.completed} draws, ${newest?.status}: at most ${mebibytes.toFixed(0)} MiB, ${cpuSeconds.toFixed(1)} s of CPU, the database ${(bytes / 1e6).toFixed(1)} MB`,
      );
    }
  }
}

function writeProject(
  folder: string,
  { baseURL }: SlowServer,
  size: { readonly goldens: number; readonly repetitions: number; readonly concurrency: number },
): void {
  const { repetitions, concurrency } = size;
  const endpoint = { id: 'support', provider: 'openai', model: 'pinned-1', baseURL, repetitions, concurrency };
  const golden = (i: number) =>
    `id: golden-${String(i).padStart(6, '0')}\nmessages:\n  - { role: user, content: 'Where is parcel ${i}?' }\n`;
  const files = Array.from({ length: size.goldens }, (_, i) => [`goldens/golden-${i}.yaml`, golden(i)]);
  writeFiles(folder, {
    'pinwatch.yaml': stringify({ version: 1, endpoints: [endpoint] }),
    ...Object.fromEntries(files),
  });
}

async function runOnce(folder: string): Promise<{ readonly cpuSeconds: number; readonly mebibytes: number }> {
  const child = spawn(process.execPath, [...process.execArgv, '--import', witness, main, 'run', '--all'], {
    cwd: folder,
    env: { ...process.env, OPENAI_API_KEY: 'none', NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stdio[3]?.on('data', (data) => {
    said += String(data);
  });
  const [code] = await once(child, 'close');
  if (code !== 3) throw new Error(`expected that nothing can be said yet (3), got ${code}`);
  const { cpu, kibibytes } = JSON.parse(said);
  return { cpuSeconds: cpu / 1e6, mebibytes: Number(kibibytes) / 1024 };
}
