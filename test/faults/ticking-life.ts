import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { ProjectFile } from '../../lib/domain/project/project.ts';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { Tick, TickTask } from '../../lib/domain/run/tick.ts';
import type { Alert } from '../../lib/domain/verdict/alert.ts';
import { keepBudgets } from '../../lib/monitor/conditions/keep-budgets.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { judgeRuns } from '../../lib/monitor/judge/judge-runs.ts';
import { notifyRuns } from '../../lib/monitor/tell/notify-runs.ts';
import { planTick } from '../../lib/monitor/tick/plan-tick.ts';
import { settleTick } from '../../lib/monitor/tick/settle-tick.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { replayShard } from '../../lib/replay/replay-shard.ts';
import { TestClock } from '../helpers/test-clock.ts';
import { SimulatedServer } from '../life/world.ts';
import { goldens, settings } from './endured-life.ts';

export const endpoint = Endpoint.parse({
  ...{ id: 'support', provider: 'openai', model: 'pinned-1', repetitions: 2 },
  parameters: { max_tokens: 20 },
});
const hour = 3_600_000;
/** An execution is ended after so long, and a run that nobody works on is closed after so long, as the stack has them. */
const [executionMs, abandonedAfterMs] = [2 * hour, 3 * hour];
const version = 'a'.repeat(64);

/** What an execution still has to do. */
interface Waiting {
  readonly tick: Pick<Tick, 'at' | 'unsettled'>;
  readonly task: TickTask;
  /** True time at which the execution is ended. */
  readonly until: number;
}

/**
 * What is deployed, step by step and in memory, where nobody agrees on the time: ticks name times that lie ahead or long ago, and
 * each function has a clock of its own, which is a little wrong or days. Waits of an execution and its time-out are true.
 */
export class TickingLife {
  readonly clock = new TestClock('2026-01-05T00:00:00.000Z');
  readonly injected: Record<string, number> = {};
  readonly acknowledged = new Map<string, string | undefined>();
  readonly told: Alert[] = [];
  /** Times of ticks that were right. */
  readonly slots: string[] = [];
  calls = 0;
  readonly project: ProjectFile;
  readonly #stores: Stores;
  readonly #server: SimulatedServer;
  readonly #random: Random;
  readonly #claimed = new Set<string>();
  #waiting: Waiting[] = [];
  #isHarmed = true;

  constructor(seed: string, stores: Stores, budget: object) {
    this.#stores = stores;
    this.#server = new SimulatedServer(seed, this.clock);
    this.#random = seededRandom(`clocks ${seed}`);
    this.project = ProjectFile.parse({ version: 1, every: '1h', jitter: 0, budget, endpoints: [endpoint] });
  }

  /** So many hours; the model changes at a third and comes back at two thirds. Then everything is right for half a day. */
  async live(hours: number): Promise<void> {
    for (let made = 0; made < hours; made++) {
      const isChanged = made >= hours / 3 && made < (2 * hours) / 3;
      Object.assign(this.#server.world, { refusing: isChanged ? { '*': 0.95 } : {} });
      await this.#hour();
    }
    this.#isHarmed = false;
    for (let made = 0; made < 12; made++) await this.#hour();
  }

  async #hour(): Promise<void> {
    const now = this.clock.now().getTime();
    const at = (ms: number) => new Date(now + Math.round(ms / hour) * hour);
    this.slots.push(at(0).toISOString());
    await this.#tick(at(0));
    if (this.#chance(0.06, 'a tick that lies ahead')) await this.#tick(at(60 * hour * this.#random()));
    if (this.#chance(0.06, 'a tick of long ago')) await this.#tick(at(-60 * hour * this.#random()));
    if (this.#chance(0.06, 'a tick again')) await this.#tick(at(0));
    for (let quarter = 0; quarter < 4; quarter++) {
      await this.#work();
      this.clock.advance(hour / 4 - ((this.clock.now().getTime() - now) % (hour / 4)));
    }
  }

  async #tick(at: Date): Promise<void> {
    if (this.#claimed.has(at.toISOString())) return; // another execution works on it
    this.#claimed.add(at.toISOString());
    const request = {
      ...{ at, project: this.project, version, goldens, everyMs: hour, evenIfNotDue: false },
      ...{ endsAfterMs: executionMs, abandonedAfterMs },
    };
    const { tasks, unsettled } = await planTick(request, { stores: this.#stores, clock: this.#clock() });
    const until = this.clock.now().getTime() + executionMs;
    const tick = { at: at.toISOString(), unsettled: [...unsettled] };
    for (const task of tasks) this.#waiting.push({ tick, task, until });
    if (tasks.length === 0) await this.#finish(tick);
  }

  /** Whatever is to be done by now. An execution that waits longer than it lives does nothing. */
  async #work(): Promise<void> {
    const now = this.clock.now().getTime();
    const isDue = ({ task }: Waiting) => Date.parse(task.startAt ?? '') <= now;
    const due = this.#waiting.filter(isDue);
    this.#waiting = this.#waiting.filter((one) => !isDue(one) && one.until > now);
    for (const { task, tick } of due) await this.#steps(task, tick);
  }

  async #steps(task: TickTask, tick: Pick<Tick, 'at' | 'unsettled'>): Promise<void> {
    const stores = this.#stores;
    const left = await this.#replay(task);
    const judge = (run: Parameters<typeof judgeRun>[0]) => judgeRun(run, settings, { stores });
    await judgeRuns(left, { stores, clock: this.#clock(), judge });
    const clock = this.#clock();
    const record = task.run === undefined ? undefined : await stores.runs.get(task.run);
    if (record !== undefined && task.limits !== undefined)
      await keepBudgets(record, { endpoint, limits: task.limits, needs: task.aside }, { stores, clock });
    const sinks = new Map([['chat', { send: async (alert: Alert) => void this.told.push(alert) }]]);
    const conditions = { everySeconds: hour / 1000, tellAfterRuns: 3 };
    await notifyRuns({ runs: left.judge, endpoint }, { stores, clock, sinks, conditions });
    await this.#finish(tick);
  }

  /** As the deployed step does it: past the deadline nothing is sent. */
  async #replay(task: TickTask): Promise<TickTask> {
    let left = task;
    while (left.shard < left.shards) {
      const clock = this.#clock();
      if (Date.parse(left.deadline ?? '') <= clock.now().getTime()) return { ...left, shard: left.shards };
      const { runs, alerts: claims, goldens: archive, spending } = this.#stores;
      const putSample: Stores['runs']['putSample'] = async (sample) => {
        const outcome = await runs.putSample(sample);
        if (outcome === 'stored')
          this.acknowledged.set(`${sample.run} ${sample.golden} ${sample.repetition}`, sample.text);
        return outcome;
      };
      const deps = {
        ...{ claims, goldens: archive, spending, clock, random: this.#random, provider: this.#server },
        runs: {
          openPlans: (id?: string) => runs.openPlans(id),
          samples: (run: string) => runs.samples(run),
          inParts: runs.inParts.bind(runs),
          putSample,
        },
      };
      left = await replayShard({ task: left, endpoint }, deps, { stop: new AbortController().signal });
    }
    this.calls = this.#server.calls;
    return left;
  }

  async #finish({ at, unsettled }: Pick<Tick, 'at' | 'unsettled'>): Promise<void> {
    for (const tick of [...unsettled, at])
      await settleTick({ at: new Date(tick), project: this.project }, { stores: this.#stores });
  }

  /** The clock of a function: right to a second, or wrong by up to two days. */
  #clock(): Clock {
    const random = this.#random;
    let wrongMs = this.#isHarmed ? 2000 * (random() - 0.5) : 0;
    if (this.#chance(0.03, 'a clock that is ahead')) wrongMs = 48 * hour * random();
    else if (this.#chance(0.03, 'a clock that is behind')) wrongMs = -48 * hour * random();
    return {
      now: () => new Date(this.clock.now().getTime() + wrongMs),
      sleep: (ms, signal) => this.clock.sleep(ms, signal),
    };
  }

  #chance(share: number, what: string): boolean {
    if (!this.#isHarmed || this.#random() >= share) return false;
    this.injected[what] = (this.injected[what] ?? 0) + 1;
    return true;
  }
}
