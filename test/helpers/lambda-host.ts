import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileCache } from './compile-cache.ts';

export interface HostedFunction {
  /** The bundle, `index.mjs`. */
  readonly file: string;
  /** What it was deployed with. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** MiB, of everything that its process holds. */
  readonly memory: number;
}

/** How many functions of an account run at once. Who finds no room is refused, as by the platform. */
export class Concurrency {
  readonly #limit: number;
  #running = 0;
  /** The most that ever ran together. */
  most = 0;
  refused = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async in<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) {
      this.refused++;
      throw named('Lambda.TooManyRequestsException', 'Rate Exceeded.');
    }
    this.most = Math.max(this.most, ++this.#running);
    try {
      return await work();
    } finally {
      this.#running--;
    }
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** How often the memory of a process is looked at. */
const lookMs = 100;

/**
 * Runs one bundle with the environment that it was deployed with, in processes of its own: one event at a time in each, and as
 * many processes as events come together. A process that passes its time or its memory is killed in the middle of its work.
 */
export class LambdaHost {
  readonly #function: HostedFunction;
  readonly #outside: Readonly<Record<string, string>>;
  readonly #account: Concurrency;
  readonly #idle: ChildProcess[] = [];
  readonly #alive = new Set<ChildProcess>();
  /** How to end each process that is at work. */
  readonly #atWork = new Map<ChildProcess, (why: Error) => void>();
  #calls = 0;
  /** Everything that it wrote, as CloudWatch would keep it. */
  log = '';

  /** @param outside what the platform sets, such as credentials. */
  constructor(hosted: HostedFunction, outside: Readonly<Record<string, string>>, account = new Concurrency(1000)) {
    this.#function = hosted;
    this.#outside = outside;
    this.#account = account;
  }

  /** Rejects with an error by the name that Step Functions gives it. */
  invoke(event: unknown): Promise<unknown> {
    return this.#account.in(async () => {
      const child = this.#idle.pop() ?? (await this.#started());
      const result = await this.#answer(child, event);
      this.#idle.push(child);
      return result;
    });
  }

  close(): void {
    for (const child of this.#alive) child.kill('SIGKILL');
  }

  get isAtWork(): boolean {
    return this.#atWork.size > 0;
  }

  /** Kills what is at work, as a time-out or a failure of the machine does; says whether anything was. */
  strike(name: 'Runtime.ExitError' | 'Sandbox.Timedout'): boolean {
    const all = [...this.#atWork.values()];
    for (const end of all) end(named(name, 'struck down in the middle of its work'));
    return all.length > 0;
  }

  async #answer(child: ChildProcess, event: unknown): Promise<unknown> {
    const { timeoutSeconds, memory } = this.#function;
    const id = ++this.#calls;
    let why = named('Runtime.ExitError', 'the function ended by itself');
    const kill = (error: Error) => {
      why = error;
      child.kill('SIGKILL');
    };
    this.#atWork.set(child, kill);
    const late = named('Sandbox.Timedout', `Task timed out after ${timeoutSeconds}.00 seconds`);
    const timer = setTimeout(() => kill(late), timeoutSeconds * 1000);
    const look = setInterval(() => {
      const used = mebibytesOf(child);
      if (used > memory) kill(named('Runtime.ExitError', `${used} MiB of ${memory}: signal: killed`));
    }, lookMs);
    try {
      const { result, error } = await new Promise<Answer>((resolve, reject) => {
        const ended = () => reject(why);
        child.once('exit', ended);
        child.on('message', function listen(answer: Answer) {
          if (answer.id !== id) return;
          child.off('message', listen).off('exit', ended);
          resolve(answer);
        });
        child.send({ id, event, deadline: Date.now() + timeoutSeconds * 1000 });
      });
      if (error === undefined) return result;
      this.#idle.push(child);
      throw named(error.name, error.message);
    } finally {
      this.#atWork.delete(child);
      clearTimeout(timer);
      clearInterval(look);
    }
  }

  async #started(): Promise<ChildProcess> {
    const env = { ...compileCache, PATH: process.env.PATH ?? '', ...this.#outside, ...this.#function.environment };
    const child = fork(join(import.meta.dirname, 'lambda-process.ts'), [this.#function.file], { env, silent: true });
    this.#alive.add(child);
    child.once('exit', () => this.#alive.delete(child)); // the next invocation starts another, as the platform does
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        this.log += chunk;
      });
    const [first] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
    if (typeof first !== 'object') throw named('Runtime.ExitError', `the function did not start:\n${this.log}`);
    return child;
  }
}

/** What a process holds in memory, as the kernel counts it; nothing where there is no such file. */
function mebibytesOf({ pid }: ChildProcess): number {
  try {
    const [, kibibytes = '0'] = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kibibytes) / 1024);
  } catch {
    return 0; // it has ended, or this is no Linux
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
