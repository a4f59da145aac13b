import { join } from 'node:path';
import { stringify } from 'yaml';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { startCli, writeFiles } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { type SlowServer, slowServer } from './replay.ts';
import { median, spread } from './spread.ts';

const latencyMs = 50;
const [goldens, repetitions] = [4, 2];
const times = 3;

/** What one tick came to. */
export interface Ticked {
  readonly requests: number;
  /** Runs that are sealed and judged, and the draws in them. */
  readonly judged: number;
  readonly stored: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/**
 * Prints what `pinwatch run --all` takes as a whole process for 100 endpoints of 4 goldens x 2, each with its own 50 ms server's
 * worth of waiting, beside one endpoint: processor time of an endpoint more, and the time that passes.
 *
 * @param args endpoints; 100 if left out.
 */
export async function run([endpoints = '100']: readonly string[]): Promise<void> {
  await using server = await slowServer(latencyMs);
  const many = Number(endpoints);
  const ticks = new Map<number, Ticked[]>();
  for (const size of [1, many]) {
    const all: Ticked[] = [];
    for (let i = 0; i < times; i++) all.push(await tick(server, size));
    ticks.set(size, all);
    const wall = all.map(({ wallMs }) => wallMs / 1000);
    const cpu = all.map(({ cpuMs }) => cpuMs / 1000);
    const { requests, judged } = all[0] as Ticked;
    console.log(
      `${size} endpoints: ${requests} requests, ${judged} runs judged, ${spread(wall, 2)} s, ${spread(cpu, 2)} s of CPU`,
    );
  }
  const cpuOf = (size: number) => median((ticks.get(size) ?? []).map(({ cpuMs }) => cpuMs));
  const each = (cpuOf(many) - cpuOf(1)) / (many - 1);
  console.log(
    `an endpoint more: ${each.toFixed(1)} ms of CPU; the first one with its process: ${cpuOf(1).toFixed(0)} ms`,
  );
}

/** One first tick of so many endpoints, in a folder and a process of their own. */
export async function tick(server: SlowServer, endpoints: number): Promise<Ticked> {
  using folder = temporaryFolder();
  const ids = Array.from({ length: endpoints }, (_, i) => `e-${i}`);
  const one = (id: string) => ({ id, provider: 'openai', model: 'pinned-1', baseURL: server.baseURL, repetitions });
  const project = { version: 1, every: '1h', jitter: 0, endpoints: ids.map(one) };
  const golden = (i: number) => `id: golden-${i}\nmessages:\n  - { role: user, content: 'Where is parcel ${i}?' }\n`;
  const files = Array.from({ length: goldens }, (_, i) => [`goldens/golden-${i}.yaml`, golden(i)]);
  writeFiles(folder.path, { 'pinwatch.yaml': stringify(project), ...Object.fromEntries(files) });

  const asked = await server.requests();
  const began = performance.now();
  const { code, stdout, stderr } = await startCli(folder.path, ['run', '--all'], {
    NODE_OPTIONS: `--import=${witness}`,
  }).done;
  const wallMs = performance.now() - began;
  const cpuMs = Number(/cpu (\d+)/.exec(stderr)?.[1]);
  if (code !== 3) throw new Error(`expected that nothing can be said yet (3), got ${code}\n${stdout}${stderr}`);

  using stores = openLocalStores(join(folder.path, '.pinwatch'), { readOnly: true });
  const runs = await Promise.all(ids.map((endpoint) => stores.runs.list({ endpoint })));
  const judgements = await Promise.all(ids.map((endpoint) => stores.judgements.list({ endpoint })));
  return {
    requests: (await server.requests()) - asked,
    judged: judgements.flat().length,
    stored: runs.flat().reduce((sum, { completed }) => sum + completed, 0),
    wallMs,
    cpuMs,
  };
}

/** Says at the end of a process what processor time it took, in milliseconds. */
const witness = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();console.error('cpu',Math.round((user+system)/1000))})`;
