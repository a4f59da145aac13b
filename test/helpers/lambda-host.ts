import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface HostedFunction {
  /** The bundle, `index.mjs`. */
  readonly file: string;
  /** What it was deployed with. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** Runs one bundle in a process of its own with the environment it was deployed with, one event at a time. */
export class LambdaHost {
  readonly #function: HostedFunction;
  readonly #outside: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #calls = 0;
  /** Everything that it wrote, as CloudWatch would keep it. */
  log = '';

  /** @param outside what the platform sets, such as credentials. */
  constructor(hosted: HostedFunction, outside: Readonly<Record<string, string>>) {
    this.#function = hosted;
    this.#outside = outside;
  }

  invoke(event: unknown): Promise<unknown> {
    const answer = this.#last.then(() => this.#invoke(event));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#child?.kill();
  }

  async #invoke(event: unknown): Promise<unknown> {
    const child = await this.#started();
    const id = ++this.#calls;
    const answered = new Promise<Answer>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`the function ended with code ${code}\n${this.log}`));
      child.once('exit', ended);
      child.on('message', function listen(answer: Answer) {
        if (answer.id !== id) return;
        child.off('message', listen).off('exit', ended);
        resolve(answer);
      });
    });
    child.send({ id, event, deadline: Date.now() + this.#function.timeoutSeconds * 1000 });
    const { result, error } = await answered;
    if (error !== undefined) throw Object.assign(new Error(error.message), { name: error.name });
    return result;
  }

  async #started(): Promise<ChildProcess> {
    if (this.#child !== undefined) return this.#child;
    const env = { PATH: process.env.PATH ?? '', ...this.#outside, ...this.#function.environment };
    const child = fork(join(import.meta.dirname, 'lambda-process.ts'), [this.#function.file], { env, silent: true });
    this.#child = child;
    child.once('exit', () => {
      this.#child = undefined; // the next invocation starts another, as the platform does
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        this.log += chunk;
      });
    const [first] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
    if (typeof first !== 'object') throw new Error(`the function did not start:\n${this.log}`);
    return child;
  }
}
