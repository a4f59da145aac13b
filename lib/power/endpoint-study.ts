import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type {
  DetectionPlan,
  FoundAfter,
  GoldenDetection,
  PlannedEndpoint,
  PlannedGolden,
  PlanPoint,
  PlantedChange,
  WatchingChoice,
} from '../domain/project/plan-report.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import { earliestAlarm } from '../drift/earliest-alarm.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import { costOf, type Design, designsOf, intervalsOf, type Money } from './choices.ts';
import type { Material } from './material.ts';
import { Simulations } from './simulations.ts';

/** What is planned for: an endpoint with what it costs now, and what its simulations are made of. */
export interface StudyInput {
  readonly endpoint: Endpoint;
  readonly project: Pick<ProjectFile, 'endpoints' | 'every' | 'falseAlarmsPerYear'>;
  readonly tokens: Omit<PlannedEndpoint, 'detection'>;
  readonly material: Material;
  /** Quiet runs that are stored, and how many it takes to use them. */
  readonly stored: number;
  readonly needed: number;
  readonly hasLogprobs: boolean;
  /** What a month may cost, in millionths of the currency, or in tokens where the money is not known. */
  readonly budget?: number;
  /** What something else answered to the same goldens, where that is stored. */
  readonly other?: { readonly from: string; readonly draws: ReadonlyMap<string, readonly Draw[]> };
  /** Whether it is looked what each golden tells. @default true */
  readonly asksGoldens?: boolean;
  /** Told of each choice that was simulated. */
  readonly onStep?: (done: number, of: number) => void;
}

const subtle = { kind: 'odds', times: 3 } as const;
/** An answer of one token has no half. */
const [gross, grossOfSharp] = [{ kind: 'halved' }, { kind: 'odds', times: 100 }] as const;
/** Of something else's answers, one in ten is subtle, and all are gross. */
const subtleShare = 0.1;

/**
 * Simulations of what is done now, of each alternative and of a young baseline, and of those that are looked at again with other orders. Five hold the
 * median in fifteen cases of sixteen, three in three of four: enough to choose by, as what is chosen is looked at again.
 */
const simulated = { simulations: 5, seed: 'plan' };
const simulatedOther = { simulations: 3, seed: 'plan' };
const simulatedAgain = { simulations: 5, seed: 'again' };
const sharpAgain = { simulations: 3, seed: 'again' };

type Found = { readonly gross: FoundAfter; readonly subtle: FoundAfter };

/** A pool of the detector holds as many. */
const mostReferences = 120;

/** Baselines that are spoken of. */
const baselines = [10, 24, 48, 100, 120];

/** Looks how soon changes would be found at an endpoint, as it is watched now and as it could be. */
export class EndpointStudy {
  readonly #input: StudyInput;
  readonly #simulations: Simulations;
  readonly #goldens: readonly PlannedGolden[];
  readonly #money: Money;
  readonly #references: number;
  readonly #every: string;

  /** @param simulations of the same runs. */
  constructor(input: StudyInput, simulations = new Simulations(input.material)) {
    this.#input = input;
    this.#simulations = simulations;
    const { material, tokens, asksGoldens = true } = input;
    this.#every = input.endpoint.every ?? input.project.every;
    this.#goldens = material.origin === 'stored' && asksGoldens ? this.#withDetection(tokens.goldens) : tokens.goldens;
    this.#money = moneyOf(tokens, input.budget);
    const half = Math.floor(material.runs.length / 2);
    this.#references = Math.min(mostReferences, Math.max(this.#baselineRuns, half));
  }

  get #baselineRuns(): number {
    return Math.min(judgingSettings(this.#input.endpoint, this.#input.project).baselineRuns, mostReferences);
  }

  /** The same endpoint and its runs, as another project would judge it. */
  judgedIn(project: StudyInput['project'], endpoint: Endpoint): EndpointStudy {
    return new EndpointStudy({ ...this.#input, project, endpoint, asksGoldens: false }, this.#simulations);
  }

  /** What is planted: a gross change and a subtle one. */
  get changes(): { readonly gross: PlantedChange; readonly subtle: PlantedChange } {
    return { gross: this.#input.endpoint.canaryOf === undefined ? gross : grossOfSharp, subtle };
  }

  /** The goldens and draws of now. */
  get current(): Design {
    return { goldens: this.#goldens.map(({ golden }) => golden), repetitions: this.#input.endpoint.repetitions };
  }

  /** The average run length between false alarms that it has if a run is due so often. */
  threshold(every: string): number {
    const { endpoint, project } = this.#input;
    return judgingSettings({ ...endpoint, every }, project).threshold;
  }

  /** Intervals that are looked at for the goldens and draws of now. */
  get intervals(): readonly string[] {
    const affordable = intervalsOf(this.current, { every: this.#every }, this.#money);
    return [...new Set([this.#every, ...affordable])];
  }

  /** How soon both changes are found with some goldens and draws, at each of several thresholds. */
  found(design: Design, thresholds: readonly number[], again = false): { gross: FoundAfter; subtle: FoundAfter }[] {
    const isSharp = this.#input.endpoint.canaryOf !== undefined;
    const isMain = this.#isCurrent(design) && !isSharp;
    const how = again ? (isSharp ? sharpAgain : simulatedAgain) : isMain ? simulated : simulatedOther;
    return this.#both(design, thresholds, { ...how, references: this.#references });
  }

  /** The goldens of the endpoint, with what each tells. */
  get goldens(): readonly PlannedGolden[] {
    return this.#goldens;
  }

  /** What a choice costs in 30 days, as `budget` counts it. */
  cost(choice: WatchingChoice): number {
    return costOf(choice, this.#money);
  }

  /** What the cheapest choice costs, whatever may be spent. */
  get cheapest(): number {
    const free = { ofGoldens: this.#money.ofGoldens, now: Number.POSITIVE_INFINITY };
    const costs = designsOf(this.#input.endpoint, this.#goldens).flatMap((design) =>
      intervalsOf(design, { every: this.#every }, free).map((every) => this.cost({ ...design, every })),
    );
    return Math.min(...costs);
  }

  /** @param also thresholds at which the goldens and draws of now will be asked about, so that they are simulated once. */
  detection(also: readonly number[] = []): Omit<DetectionPlan, 'cheaper'> {
    const { endpoint, material, stored, needed, hasLogprobs, onStep, other } = this.#input;
    const [current, ...others] = designsOf(endpoint, this.#goldens);
    const choices = [
      { design: current, intervals: this.intervals },
      ...(endpoint.canaryOf === undefined ? others : []).map((design) => ({
        design,
        intervals: intervalsOf(design, { every: this.#every }, this.#money),
      })),
    ];
    const wanted = choices.filter(({ intervals }) => intervals.length > 0);
    this.found(current, [...this.intervals.map((every) => this.threshold(every)), ...also]);
    const curve: PlanPoint[] = [];
    for (const [i, { design, intervals }] of wanted.entries()) {
      onStep?.(i, wanted.length + 1);
      curve.push(...this.#points(design, intervals));
    }
    onStep?.(wanted.length, wanted.length + 1);
    const threshold = this.threshold(this.#every);
    const now = curve.find(({ isCurrent }) => isCurrent) as PlanPoint;
    const references = this.#baselineRuns;
    const [young] = this.#both(current, [threshold], { ...simulatedOther, references, seed: 'young' });
    const mixed = other && this.#mixed(current, threshold, other);
    return {
      origin: material.origin,
      stored,
      needed,
      hasLogprobs,
      references: this.#references,
      changes: this.changes,
      moved: this.moved,
      now,
      young: { references, ...(young as Found) },
      ...(mixed === undefined ? {} : { mixed }),
      baselines: [...new Set([...baselines, references])]
        .sort((a, b) => a - b)
        .map((baselineRuns) => ({ baselineRuns, earliestAlarm: earliestAlarm(baselineRuns, threshold) ?? null })),
      curve: curve.toSorted((a, b) => this.cost(a) - this.cost(b)),
    };
  }

  /** The same choice with other orders: whatever was chosen for its figures was also lucky. */
  lookAgain({ every, ...design }: WatchingChoice): PlanPoint {
    return this.#points(design, [every], true)[0] as PlanPoint;
  }

  #isCurrent({ goldens, repetitions }: Design): boolean {
    return repetitions === this.#input.endpoint.repetitions && goldens.length === this.#goldens.length;
  }

  #points(design: Design, intervals: readonly string[], again = false): PlanPoint[] {
    const { tokens } = this.#input;
    const thresholds = intervals.map((every) => this.threshold(every));
    const found = this.found(design, thresholds, again);
    return intervals.map((every, i) => {
      const cost = this.cost({ ...design, every });
      const isCurrent = every === this.#every && this.#isCurrent(design);
      return {
        ...design,
        every,
        isCurrent,
        of: this.#goldens.length,
        threshold: thresholds[i] as number,
        ...(tokens.costMicros === undefined ? { tokens: cost } : { costMicros: cost }),
        ...(found[i] as Found),
      };
    });
  }

  #both(
    design: Design,
    thresholds: readonly number[],
    how: { readonly references: number; readonly simulations: number; readonly seed: string },
  ): Found[] {
    const changes = [this.changes.gross, subtle];
    const made = this.#simulations.of(design, { changes, thresholds, ...how });
    return thresholds.map((threshold) => {
      const [ofGross, ofSubtle] = made.at(threshold) as [FoundAfter, FoundAfter];
      return { gross: ofGross, subtle: ofSubtle };
    });
  }

  #mixed(design: Design, threshold: number, { from, draws }: NonNullable<StudyInput['other']>): DetectionPlan['mixed'] {
    const changes = [1, subtleShare].map((share) => ({ kind: 'mixed', share, from }) as const);
    const how = { ...simulated, references: this.#references, seed: 'mixed' };
    const made = this.#simulations.of(design, { ...how, changes, others: draws, thresholds: [threshold] });
    const [all, some] = made.at(threshold) as [FoundAfter, FoundAfter];
    return { from, share: subtleShare, gross: all, subtle: some };
  }

  #withDetection(goldens: readonly PlannedGolden[]): readonly PlannedGolden[] {
    const { repetitions } = this.#input.endpoint;
    const found = this.#simulations.ofGoldens({ times: subtle.times, seed: 'golden', repetitions });
    return goldens.map((golden) => {
      const detection: GoldenDetection | undefined = found.get(golden.golden);
      return { ...golden, ...(detection === undefined ? {} : { detection }) };
    });
  }

  /** Share of all answers that the subtle change moves. */
  get moved(): number {
    return this.#simulations.moved(subtle.times);
  }
}

/** What choices cost, in money where it is known, otherwise in tokens as far as they are. */
function moneyOf({ goldens }: StudyInput['tokens'], most: number | undefined): Money {
  const isPriced = goldens.every(({ costMicros }) => costMicros !== undefined);
  const inMonth = ({ inputTokens, outputTokens = 0, costMicros = 0 }: PlannedGolden) =>
    isPriced ? costMicros : inputTokens + outputTokens;
  const perDraw = new Map(goldens.map((golden) => [golden.golden, inMonth(golden) / Math.max(1, golden.draws)]));
  return {
    ofGoldens: (ids) => ids.reduce((sum, id) => sum + (perDraw.get(id) ?? 0), 0),
    now: goldens.reduce((sum, golden) => sum + inMonth(golden), 0),
    ...(most === undefined ? {} : { most }),
  };
}
