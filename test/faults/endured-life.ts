import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { ConfigError, StoreError } from '../../lib/domain/errors.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { Alert } from '../../lib/domain/verdict/alert.ts';
import { type JudgingSettings, judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { resumeRuns } from '../../lib/monitor/resume-runs.ts';
import type { RunDeps } from '../../lib/monitor/run-endpoint.ts';
import { notify } from '../../lib/monitor/tell/notify.ts';
import { visitEndpoint } from '../../lib/monitor/visit-endpoint.ts';
import type { Provider } from '../../lib/ports/provider.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { TestClock } from '../helpers/test-clock.ts';
import { SimulatedServer } from '../life/world.ts';
import { type Mishap, mortal, Process } from './mortal.ts';

export const settings: JudgingSettings = { threshold: 40, baselineRuns: 8, effectFloor: 0, salt: 'support' };
export const endpoint = Endpoint.parse({
  id: 'support',
  provider: 'openai-compatible',
  model: 'pinned-1',
  baseURL: 'http://localhost:8000/v1',
  repetitions: 2,
  concurrency: 2,
  maxAttempts: 2,
});
export const goldens = ['bullets', 'refund', 'story'].map((id) =>
  goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content: id }] })),
);
const hour = 3_600_000;
const going = { stop: new AbortController().signal };

/** How the processes of a life reach what is stored. */
export type OpenStores = (process: Process) => Stores;

/** Stores that processes share: a mishap strikes between two of their calls. */
export const sharing =
  (stores: Stores): OpenStores =>
  (process) =>
    mortal(stores, process);

/** A disk under what is stored: what befalls it lasts as long as a process. */
export interface Disk {
  /** Fills it, or closes it to writers; says which. */
  strike(random: Random): string;
  heal(): void;
}

/** What was done to an endpoint, by kind, and what came of it. */
export interface Figures {
  readonly injected: Record<string, number>;
  /** At which calls processes died or were refused. */
  readonly struck: Record<string, number>;
  /** Of the provider. */
  calls: number;
  /** Runs that a process of its own took up again. */
  resumed: number;
}

/**
 * An endpoint that is visited by processes which are killed, refused by their disk, run side by side, told of events twice
 * and in the wrong order, by clocks that jump, at a server that fails, and that changes in the middle of its life.
 */
export class EnduredLife {
  readonly clock = new TestClock('2026-01-05T00:00:00.000Z');
  readonly figures: Figures = { injected: {}, struck: {}, calls: 0, resumed: 0 };
  /** Draws that a process was told were stored, by name, and what they said. */
  readonly acknowledged = new Map<string, string | undefined>();
  readonly told: Alert[] = [];
  readonly #server: SimulatedServer;
  readonly #random: Random;
  readonly #open: OpenStores;
  readonly #span: number;
  readonly #disk: Disk | undefined;

  /** @param span calls that a visit makes, about: mishaps come within so many. */
  constructor(seed: string, open: OpenStores, span: number, disk?: Disk) {
    this.#disk = disk;
    this.#server = new SimulatedServer(seed, this.clock);
    this.#random = seededRandom(`mishaps ${seed}`);
    this.#open = open;
    this.#span = span;
  }

  /** So many visits, an hour apart, each with its mishaps; the model changes at a third, and comes back at two thirds. */
  async live(visits: number): Promise<void> {
    for (let visit = 0; visit < visits; visit++) {
      this.clock.advance(hour);
      const isChanged = visit >= visits / 3 && visit < (2 * visits) / 3;
      Object.assign(this.#server.world, { refusing: isChanged ? { '*': 0.95 } : {} });
      await this.#visit(visit);
    }
    Object.assign(this.#server.world, { flaky: 0 });
    this.clock.advance(24 * hour);
    await this.#process(undefined, (deps) => this.#whole(deps, true));
  }

  async #visit(visit: number): Promise<void> {
    const random = this.#random;
    if (random() < 0.1) this.#count('clock jumps', () => this.clock.advance((random() < 0.5 ? -1 : 1) * 30 * hour));
    if (random() < 0.1) this.#count('weather', () => Object.assign(this.#server.world, { flaky: 0.3 * random() }));
    if (this.#disk !== undefined && random() < 0.5) await this.#onStruckDisk(this.#disk);
    await this.#process(this.#mishap(visit), (deps) => this.#whole(deps, true));
    if (random() < 0.3)
      await this.#count('two at once', () =>
        Promise.all([this.#mishap(), undefined].map((one) => this.#process(one, (deps) => this.#takeUp(deps)))),
      );
    if (random() < 0.2)
      await this.#count('events again', () => this.#process(this.#mishap(), (deps) => again(deps, random)));
    if (random() < 0.05) await this.#count('state damaged', () => this.#process(undefined, damageState));
  }

  /** A visit like any other, of which the disk takes what there is room for; the next one finds the disk as it was. */
  async #onStruckDisk(disk: Disk): Promise<void> {
    const what = disk.strike(this.#random);
    const outcome = await this.#process(undefined, (deps) => this.#whole(deps, true), isOfTheDisk);
    this.#count(`${what}, ${outcome}`, () => disk.heal());
  }

  /** Of visits, two in three have one: at a call, or at a write, that is another one each time. */
  #mishap(visit?: number): Mishap | undefined {
    const random = this.#random;
    if (random() > 0.7) return undefined;
    const how = random() < 0.75 ? 'dies' : 'fails';
    const among = random() < 0.5 ? 'writes' : 'calls';
    const span = among === 'writes' ? Math.ceil(this.#span / 4) : this.#span;
    const at = visit === undefined ? Math.floor(span * random()) : (visit * 17) % span;
    return { how, at: 1 + at, done: random() < 0.5, among };
  }

  #count<T>(what: string, work: () => T): T {
    this.figures.injected[what] = (this.figures.injected[what] ?? 0) + 1;
    return work();
  }

  #whole(deps: RunDeps, run: boolean): Promise<unknown> {
    return visitEndpoint({ endpoint, goldens, resume: { finishWithinMs: hour }, run }, deps, going);
  }

  async #takeUp(deps: RunDeps): Promise<void> {
    const outcomes = await resumeRuns(endpoint, { finishWithinMs: hour }, deps, going);
    this.figures.resumed += outcomes.length;
  }

  /**
   * One process from its start to its end, or to its death.
   *
   * @param isExpected whether it may end with this error, beside what its mishap does to it.
   */
  async #process(
    mishap: Mishap | undefined,
    work: (deps: RunDeps) => Promise<unknown>,
    isExpected: (error: unknown) => boolean = () => false,
  ): Promise<'to its end' | 'refused'> {
    const process = new Process(mishap);
    let outcome: 'to its end' | 'refused' = 'to its end';
    try {
      await work(this.#depsOf(process, this.#remembering(this.#open(process))));
    } catch (error) {
      if (process.struckAt === undefined && !isExpected(error)) throw error; // nobody did anything to it
      outcome = 'refused';
    }
    if (mishap === undefined || process.struckAt === undefined) return outcome;
    this.#count(mishap.how, () => {});
    const { struck } = this.figures;
    struck[process.struckAt] = (struck[process.struckAt] ?? 0) + 1;
    return outcome;
  }

  /** Remembers what a process was told is stored. */
  #remembering(stores: Stores): Stores {
    const { runs } = stores;
    const put: Stores['runs']['putSample'] = async (sample) => {
      const outcome = await runs.putSample(sample);
      if (outcome === 'stored')
        this.acknowledged.set(`${sample.run} ${sample.golden} ${sample.repetition}`, sample.text);
      return outcome;
    };
    const remembering = new Proxy(runs, { get: (_, key) => (key === 'putSample' ? put : bound(runs, key)) });
    return new Proxy(stores, { get: (_, key) => (key === 'runs' ? remembering : bound(stores, key)) });
  }

  #depsOf(process: Process, stores: Stores): RunDeps {
    const provider: Provider = {
      complete: async (request) => {
        if (process.isDead) return { error: 'cancelled' };
        this.figures.calls++;
        return this.#server.complete(request);
      },
    };
    const send = async (alert: Alert) => {
      if (!process.isDead) this.told.push(alert);
    };
    return {
      stores,
      provider,
      clock: this.clock,
      random: this.#random,
      sinks: new Map([['chat', { send }]]),
      falseAlarmsPerYear: 1,
      conditions: { everySeconds: 3600, tellAfterRuns: 3 },
      judge: (run) => judgeRun(run, settings, { stores }),
    };
  }
}

/** An event about an old run is delivered again. */
async function again(deps: RunDeps, random: Random): Promise<void> {
  const runs = (await deps.stores.runs.list({ endpoint: endpoint.id })).filter(({ status }) => status !== 'open');
  const run = runs[Math.floor(runs.length * random())];
  if (run === undefined || (await deps.stores.judgements.get(run.run)) === undefined) return;
  await notify(await deps.judge(run), endpoint, deps);
}

async function damageState({ stores: { detectors } }: RunDeps): Promise<void> {
  const stored = await detectors.load(endpoint.id);
  if (stored !== undefined) await detectors.save(endpoint.id, Buffer.from('damaged'), stored.revision);
}

/** One of the two errors that say in a line what a disk refused; anything else would be a fault of ours. */
function isOfTheDisk(error: unknown): boolean {
  return error instanceof StoreError || error instanceof ConfigError;
}

/** A method with its own object, which a proxy is not. */
function bound(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key);
  return typeof value === 'function' ? value.bind(target) : value;
}
