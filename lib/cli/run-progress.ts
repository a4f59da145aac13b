import type { RunPlan } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { RunDeps, RunOutcome } from '../monitor/run-endpoint.ts';
import { failureWords } from '../report/terminal/failed-calls.ts';
import { duration, plural } from '../report/words/format.ts';
import { printable } from '../report/words/printable.ts';
import { bar, Progress } from './progress.ts';

/** How notes begin that somebody should hear of; others are of the project's own doing. */
const worthTelling = [
  'not sent: the endpoint',
  'log-probabilities',
  'not kept',
  'redirected to',
  'the answer is larger',
];

interface Going {
  readonly planned: number;
  stored: number;
  failed: number;
  /** What was told already of notes on its answers. */
  readonly told: Set<string>;
}

/** Shows how runs get on: all that are going together on one changing line, or lines for each where nothing can change. */
export class RunProgress {
  readonly line = new Progress();
  readonly #going = new Map<string, Going>();
  readonly #waiting = new Map<string, Date>();
  readonly #quiet: boolean;

  /** @param quiet keeps lines that stay away, for commands that write a line of their own for each run. */
  constructor(quiet = false) {
    this.#quiet = quiet;
  }

  /** What a run tells while it goes on. */
  readonly hooks: Pick<RunDeps, 'onPlanned' | 'onStored'> = {
    onPlanned: (plan, stored) => this.#begin(plan, stored),
    onStored: (sample, stored) => {
      const going = this.#going.get(sample.run);
      if (going === undefined) return;
      going.stored = stored;
      if (sample.error !== undefined) going.failed++;
      this.#tellNotes(sample, going);
      this.#show();
    },
  };

  end(outcome: RunOutcome): void {
    const { kind, run } = outcome;
    this.#going.delete(run.run);
    this.line.clear();
    const answers = `${run.completed} of ${run.planned} answers`;
    if (kind === 'stopped') this.line.note(`${run.endpoint}: stopped at ${answers}; the next command goes on with it`);
    else if (outcome.kind === 'submitted') {
      if (outcome.isNew && outcome.isTaken)
        this.line.note(
          `${run.endpoint}: ${plural(run.planned, 'request')} submitted as a batch; collect them with the next run or watch`,
        );
    } else if (run.status === 'closed')
      this.line.note(`${run.endpoint}: run ${run.run} was left open; closed with ${answers}`);
    else if (!this.#quiet && !this.line.live) this.line.note(`${run.endpoint}: ${answers}`);
    this.#show();
  }

  /** Says when the next run of an endpoint starts, while none is going. */
  waiting(endpoint: string, nextRunAt: Date): void {
    this.#waiting.set(endpoint, nextRunAt);
    this.#show();
  }

  #begin(plan: RunPlan, stored: number): void {
    this.#waiting.delete(plan.endpoint);
    this.#going.set(plan.run, { planned: plan.tasks.length, stored, failed: 0, told: new Set() });
    const resumed = stored === 0 ? '' : `, ${stored} are stored already`;
    if (stored > 0 || (!this.#quiet && !this.line.live))
      this.line.note(`${plan.endpoint}: run ${plan.run}, ${plural(plan.tasks.length, 'answer')} to get${resumed}`);
    this.#show();
  }

  /** Says once in a run what its answers lack, why nothing more is sent, and what a request is refused for. */
  #tellNotes(sample: Sample, { told }: Going): void {
    const { endpoint, error, failure, notes = [] } = sample;
    const refused = error === 'invalid-request' && failure !== undefined ? [failureWords(sample)] : [];
    for (const note of [...notes, ...refused]) {
      const kind = refused.includes(note) ? note : worthTelling.find((words) => note.startsWith(words));
      if (kind === undefined || told.has(kind)) continue;
      told.add(kind);
      this.line.note(printable(`${endpoint}: ${note}`));
    }
  }

  #show(): void {
    const going = [...this.#going.values()];
    if (going.length === 0) {
      this.#showWaiting();
      return;
    }
    const sum = (key: 'planned' | 'stored' | 'failed') => going.reduce((total, run) => total + run[key], 0);
    const [planned, stored, failed] = [sum('planned'), sum('stored'), sum('failed')];
    const from = going.length === 1 ? '' : ` from ${going.length} endpoints`;
    this.line.update(
      `${bar(stored, planned)} ${stored} of ${plural(planned, 'answer')}${from}${failed > 0 ? `, ${failed} failed` : ''}`,
    );
  }

  #showWaiting(): void {
    const [next] = [...this.#waiting].sort(([, a], [, b]) => a.getTime() - b.getTime());
    if (next === undefined) return;
    const [endpoint, at] = next;
    const seconds = (at.getTime() - Date.now()) / 1000;
    if (seconds > 0) this.line.update(`next: ${endpoint} in ${duration(seconds * 1000)}`);
  }
}
