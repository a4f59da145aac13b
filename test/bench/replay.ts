import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { planRun } from '../../lib/plan/plan-run.ts';
import { openProvider } from '../../lib/providers/registry.ts';
import { replayRun } from '../../lib/replay/replay-run.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { systemClock } from '../../lib/system/clock.ts';
import { completion } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { spread } from './spread.ts';

const latencyMs = 50;
const times = 5;
const vocabulary = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'sigma', 'theta', 'kappa', 'lambda', 'rho'];

/** What a replay came to. */
export interface Replayed {
  readonly draws: number;
  /** Requests that arrived at the server. */
  readonly requests: number;
  readonly stored: number;
  readonly wallMs: number;
  /** Processor time of the process that replays; the server is another one. */
  readonly cpuMs: number;
  /** What of it the thread took that everything waits for. */
  readonly threadMs: number;
}

/**
 * Prints how fast draws are made against a server on loopback that answers after 50 ms: beside the ideal, in which nothing but
 * its answers takes time, and the processor time of a draw, which is what limits it. Five times each, median and range.
 *
 * A run has so many draws for each that is in flight, 50 if `--rounds` says no other number. The fewer, the more of it is its
 * beginning: connections, and code that was not compiled yet.
 *
 * @param args concurrencies; 1, 16, 64 and 256 if left out.
 */
export async function run(args: readonly string[]): Promise<void> {
  const options = { rounds: { type: 'string', default: '50' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const concurrencies = positionals.length === 0 ? [1, 16, 64, 256] : positionals.map(Number);
  await using server = await slowServer(latencyMs);
  await replay(server, 8, 64); // what is compiled once
  for (const concurrency of concurrencies) {
    const all: Replayed[] = [];
    for (let i = 0; i < times; i++) all.push(await replay(server, concurrency, Number(values.rounds) * concurrency));
    const draws = all[0]?.draws ?? 0; // as many of each golden
    const idealMs = Math.ceil(draws / concurrency) * latencyMs;
    const shares = all.map(({ wallMs }) => (100 * idealMs) / wallMs);
    const cpu = all.map(({ cpuMs }) => cpuMs / draws);
    const ofThread = all.map(({ threadMs }) => threadMs / draws);
    console.log(
      `concurrency ${String(concurrency).padStart(3)}: ${draws} draws, ideal ${idealMs} ms, ${spread(shares, 0)} % of ideal, ${spread(cpu, 2)} ms of CPU a draw, ${spread(ofThread, 2)} of them on the main thread`,
    );
  }
}

/** One run of so many draws, stored durably as on a laptop. */
export async function replay(server: SlowServer, concurrency: number, draws: number): Promise<Replayed> {
  using folder = temporaryFolder();
  using stores = openLocalStores(folder.path);
  const goldens = Array.from({ length: Math.min(draws, Math.max(8, Math.ceil(draws / 1000))) }, (_, i) =>
    goldenRequest(
      GoldenFile.parse({
        id: `golden-${i}`,
        messages: [{ role: 'user', content: 'Where is my parcel?' }],
        parameters: { max_tokens: 60 },
      }),
    ),
  );
  const endpoint = Endpoint.parse({
    id: 'support',
    provider: 'openai',
    model: 'pinned-1',
    baseURL: server.baseURL,
    repetitions: Math.ceil(draws / goldens.length),
    concurrency,
  });
  for (const golden of goldens) await stores.goldens.put(golden);
  const plan = planRun({ endpoint, epoch: 1, goldens, at: new Date(), seed: 'bench' });
  await stores.runs.open(plan);
  const provider = await openProvider(endpoint, { env: {} });
  const asked = await server.requests();
  const [began, cpu, thread] = [performance.now(), process.cpuUsage(), process.threadCpuUsage()];
  const deps = { runs: stores.runs, goldens: stores.goldens, provider, clock: systemClock, random: Math.random };
  await replayRun({ plan, endpoint }, deps, { stop: new AbortController().signal });
  const wallMs = performance.now() - began;
  const milliseconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;
  const [cpuMs, threadMs] = [milliseconds(process.cpuUsage(cpu)), milliseconds(process.threadCpuUsage(thread))];
  return {
    draws: plan.tasks.length,
    requests: (await server.requests()) - asked,
    stored: (await stores.runs.samples(plan.run)).length,
    wallMs,
    cpuMs,
    threadMs,
  };
}

export interface SlowServer extends AsyncDisposable {
  readonly baseURL: string;
  /** Requests that arrived so far. */
  requests(): Promise<number>;
}

/** A server in a process of its own that answers every request after a fixed time; with so many words, never the same ones. */
export async function slowServer(afterMs: number, words = 0): Promise<SlowServer> {
  const child = fork(import.meta.filename, [String(afterMs), String(words)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests: async () => {
      child.send('requests');
      const [{ requests }] = (await once(child, 'message')) as [{ requests: number }];
      return requests;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

function serve(afterMs: number, words: number): void {
  let requests = 0;
  const body = JSON.stringify(completion('It left on Monday and is on its way.'));
  const random = seededRandom('server');
  const word = () => vocabulary[Math.floor(vocabulary.length * random() ** 2)];
  const bodyNow = () =>
    words === 0 ? body : JSON.stringify(completion(Array.from({ length: words }, word).join(' ')));
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests++;
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(bodyNow()), afterMs);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on('message', () => process.send?.({ requests }));
  process.on('disconnect', () => process.exit());
}

if (process.argv[1] === import.meta.filename && process.send !== undefined)
  serve(Number(process.argv[2]), Number(process.argv[3]));
