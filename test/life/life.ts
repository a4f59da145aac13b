import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { type GoldenRequest, goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { durationSeconds, ProjectFile } from '../../lib/domain/project/project.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Alert } from '../../lib/domain/verdict/alert.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import { gatherReport } from '../../lib/history/gather-report.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { judgingSettings } from '../../lib/monitor/judge/judging-settings.ts';
import { lookAhead } from '../../lib/monitor/look-ahead.ts';
import type { RunDeps } from '../../lib/monitor/run-endpoint.ts';
import { shrinkRun } from '../../lib/monitor/shrink-run.ts';
import { visitEndpoint } from '../../lib/monitor/visit-endpoint.ts';
import { limitsOf } from '../../lib/plan/limits-of.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import type { ReportModel } from '../../lib/report/model/report-model.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { TestClock } from '../helpers/test-clock.ts';
import { saidUntruths } from './said.ts';
import { untruths } from './untruths.ts';
import { SimulatedServer, type World } from './world.ts';

export interface LifeOptions {
  readonly goldens?: readonly string[];
  readonly repetitions?: number;
  readonly baselineRuns?: number;
  /** False alarms a year that are promised, at the pace of `every`: together they are the threshold. */
  readonly falseAlarmsPerYear?: number;
  readonly every?: string;
  readonly stores?: Stores;
  /** When it begins to be looked at. */
  readonly at?: string;
}

/** What is said to those who look is compared after every so many runs: it reads the whole history. */
const lookEvery = 7;

const going = { stop: new AbortController().signal };

/**
 * An endpoint that lives: a simulated server, a person who edits files, a clock that the test moves, and the use cases and
 * stores that a laptop has. After every run it is looked at whether what was said is true.
 */
export class Life {
  readonly clock: TestClock;
  readonly server: SimulatedServer;
  readonly stores: Stores;
  readonly alerts: Alert[] = [];
  readonly judgements: Judgement[] = [];
  /** What was said and is not true, by the run that it was said of. */
  readonly untruths: string[] = [];
  endpoint: Endpoint;
  goldens: GoldenRequest[];
  #project: Omit<ProjectFile, 'endpoints'>;
  readonly #deps: RunDeps;

  constructor(seed: string, options: LifeOptions = {}) {
    const { goldens = ['bullets', 'refund', 'story', 'triage', 'letter', 'summary'], stores = memoryStores() } =
      options;
    const { repetitions = 2, baselineRuns = 16, falseAlarmsPerYear = 4, every = '1h' } = options;
    this.clock = new TestClock(options.at ?? '2026-01-05T00:00:00.000Z');
    this.server = new SimulatedServer(seed, this.clock);
    this.stores = stores;
    this.endpoint = Endpoint.parse({
      id: 'support',
      provider: 'openai-compatible',
      model: 'pinned-1',
      baseURL: 'http://localhost:8000/v1',
      repetitions,
      baselineRuns,
      maxAttempts: 2,
      concurrency: 1,
    });
    this.#project = ProjectFile.parse({ version: 1, falseAlarmsPerYear, every, endpoints: [this.endpoint] });
    this.goldens = goldens.map((id) => golden(id));
    this.#deps = {
      stores,
      provider: this.server,
      clock: this.clock,
      random: seededRandom(`life ${seed}`),
      sinks: new Map([['chat', { send: async (alert: Alert) => this.#hear(alert) }]]),
      falseAlarmsPerYear,
      conditions: { everySeconds: durationSeconds(every), tellAfterRuns: 3 },
      limits: (endpoint, at) => limitsOf(at, { project: this.project.budget, endpoint: endpoint.budget }),
      shrink: (run, at) => shrinkRun(run, at, this.project, stores),
      judge: (run) => judgeRun(run, judgingSettings(this.endpoint, this.project), { stores }),
    };
  }

  /** That an endpoint is not watched is told apart, and asked elsewhere. */
  #hear(alert: Alert): void {
    if (!alert.kind.startsWith('condition')) this.alerts.push(alert);
  }

  get project(): ProjectFile {
    return { ...this.#project, endpoints: [this.endpoint] };
  }

  get newest(): Judgement {
    return this.judgements.at(-1) as Judgement;
  }

  /** Changes what is true of the server. */
  world(change: Partial<World>): this {
    Object.assign(this.server.world, change);
    return this;
  }

  /** Edits the endpoint in the project's file. */
  configure(change: object): this {
    this.endpoint = Endpoint.parse({ ...this.endpoint, ...change });
    return this;
  }

  /** Edits the project's budget. */
  allow(budget: ProjectFile['budget']): this {
    this.#project = { ...this.#project, budget };
    return this;
  }

  /** Edits the text of a golden, which makes it another version. */
  edit(id: string, text: string): this {
    this.goldens = this.goldens.map((one) => (one.id === id ? golden(id, text) : one));
    return this;
  }

  add(id: string): this {
    this.goldens.push(golden(id));
    return this;
  }

  remove(...ids: readonly string[]): this {
    this.goldens = this.goldens.filter(({ id }) => !ids.includes(id));
    return this;
  }

  /** Visits as `pinwatch run` does from cron, once an hour. Returns the judgements of the runs that were made. */
  async live(visits: number): Promise<readonly Judgement[]> {
    const before = this.judgements.length;
    for (let visit = 0; visit < visits; visit++) {
      this.clock.advance(3_600_000);
      await this.visit();
    }
    return this.judgements.slice(before);
  }

  /** Lives until drift is detected; the number of runs that it took, or infinity. */
  async liveUntilDrift(most = 64): Promise<number> {
    for (let run = 1; run <= most; run++) {
      const [judgement] = await this.live(1);
      if (judgement?.verdict.kind === 'drift-detected') return run;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** One visit, at the time that the clock has. */
  async visit(): Promise<void> {
    const { endpoint, goldens, project, stores, clock } = this;
    const { due } = await lookAhead({ endpoint, goldens, project }, { stores, clock });
    const resume = { finishWithinMs: 3_600_000 };
    for (const outcome of await visitEndpoint({ endpoint, goldens, resume, run: due }, this.#deps, going)) {
      if (outcome.kind !== 'judged') throw new Error('nobody stops this run');
      const samples = await stores.runs.samples(outcome.run.run);
      this.untruths.push(...untruths(outcome.judgement, outcome.run, samples, goldens));
      this.judgements.push(outcome.judgement);
      if (this.judgements.length % lookEvery === 0) this.untruths.push(...(await saidUntruths(this)));
    }
  }

  /** What `status` and the report say. */
  report(): Promise<ReportModel> {
    return gatherReport(this.endpoint, this.project, { stores: this.stores, clock: this.clock });
  }

  /** Incidents that were opened. */
  async incidents() {
    return this.stores.incidents.list(this.endpoint.id);
  }
}

function golden(id: string, text = `Write about ${id}.`): GoldenRequest {
  return goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content: text }] }));
}
