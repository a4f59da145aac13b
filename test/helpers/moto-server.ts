import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { atomicProxy } from './atomic-proxy.ts';
import { describeUnless } from './describe-unless.ts';

/** A third-party double of AWS on loopback. */
export interface MotoServer {
  /** What `AWS_ENDPOINT_URL` is set to; `localhost` and not a number, so that buckets can be named in the host as well. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Whether the double is installed; where everything must run (CI) it has to be. */
export function hasMoto(): boolean {
  const found = spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
  if (!found && process.env.CI === 'true')
    throw new Error("moto_server is not installed, and CI runs every test: pip install 'moto[server]==5.2.1'");
  return found;
}

/** Why tests with the double are skipped, if they are. */
export function whyNoMoto(): string | undefined {
  return hasMoto() ? undefined : "moto_server is not installed (pip install 'moto[server]==5.2.1')";
}

/** `describe`; where the double is missing, one clear line instead. */
export function describeWithMoto(title: string, tests: () => void): void {
  describeUnless(whyNoMoto(), title, tests);
}

/** Starts the double on a free port. Credentials may be anything. */
export async function startMoto(): Promise<MotoServer> {
  const port = await freePort();
  const child = spawn('moto_server', ['-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://localhost:${port}`;
  await untilUp(endpoint, child);
  const proxy = await atomicProxy(port);
  return {
    endpoint: proxy.endpoint,
    stop: async () => {
      proxy.close();
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function untilUp(endpoint: string, child: ChildProcess): Promise<void> {
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 100) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with exit code ${child.exitCode}`);
    const answer = await fetch(`${endpoint}/moto-api/data.json`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  child.kill();
  throw new Error('moto_server did not answer within a minute');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return address.port;
}
