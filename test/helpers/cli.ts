import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { compileCache } from './compile-cache.ts';

const main = resolve(import.meta.dirname, '../../lib/cli/main.ts');

/** What a command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly process: ChildProcess;
  readonly done: Promise<Outcome>;
}

/** Starts the real command line in a folder; no key, colour or setting of ours reaches it. */
export function startCli(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
  program = main,
): RunningCli {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...compileCache, PATH: process.env.PATH ?? '', HOME: folder, USER: 'ana', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const done = new Promise<Outcome>((settle, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => settle({ code, signal, stdout, stderr }));
  });
  return { process: child, done };
}

/** Runs a command to its end. */
export function cli(...args: Parameters<typeof startCli>): Promise<Outcome> {
  return startCli(...args).done;
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: { readonly [name: string]: string }): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A project that watches one server. */
export function projectFiles(
  baseURL: string,
  { endpoint = '', top = '', goldens = 3 }: { endpoint?: string; top?: string; goldens?: number } = {},
): { [name: string]: string } {
  const files: { [name: string]: string } = {
    'pinwatch.yaml': `version: 1
${top}endpoints:
  - id: support
    provider: openai
    model: pinned-1
    baseURL: ${baseURL}
${endpoint}`,
  };
  for (let i = 0; i < goldens; i++)
    files[`goldens/golden-${i}.yaml`] = `id: golden-${i}
messages:
  - { role: user, content: question ${i} }
parameters: { temperature: 1, max_tokens: 20, seed: per-draw }
expectations:
  - { kind: contains, text: answer }
`;
  return files;
}
