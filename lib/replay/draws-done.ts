import type { ReplayTask } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';

/** Which draws of a run were stored before, by a process that was stopped: their names, and none of what they say. */
export class DrawsDone {
  readonly #names = new Set<string>();
  #isAnswered = false;

  add(sample: Sample): void {
    this.#names.add(nameOf(sample));
    if (sample.error === undefined) this.#isAnswered = true;
  }

  get count(): number {
    return this.#names.size;
  }

  /** Draws that failed, where no draw was answered; else 0. */
  get failedOnly(): number {
    return this.#isAnswered ? 0 : this.count;
  }

  /** The draws that are not stored yet. */
  left(tasks: readonly ReplayTask[]): ReplayTask[] {
    return tasks.filter((task) => !this.#names.has(nameOf(task)));
  }
}

function nameOf({ golden, repetition }: Pick<ReplayTask, 'golden' | 'repetition'>): string {
  return `${golden} ${repetition}`;
}
