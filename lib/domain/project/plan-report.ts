import { durationSeconds } from './duration.ts';

/** A change that is planted into runs in which nothing changed, to see how soon it would be found. */
export type PlantedChange =
  /** Every answer ends after half of what it says. */
  | { readonly kind: 'halved' }
  /** Where the answers to a golden part for the first time, the odds of the less common way are so many times as large. */
  | { readonly kind: 'odds'; readonly times: number }
  /** A share of all answers, 0 to 1, is what something else answered: another endpoint, or this one in an earlier epoch. */
  | { readonly kind: 'mixed'; readonly share: number; readonly from: string };

/** How many runs of a change it takes until there is an alarm, over several simulations. */
export interface FoundAfter {
  /** The median, counting from the first run that shows the change; null where it was found in fewer than half of them. */
  readonly runs: number | null;
  /** The fewest and the most of all simulations; null where not all found it. */
  readonly fewest: number | null;
  readonly most: number | null;
  /** Runs that were looked at: what was not found was not found within these. */
  readonly within: number;
  readonly simulations: number;
}

/** Tokens of a month, and how they are known. */
export interface MonthlyTokens {
  /** Draws, less those that are made again because they failed. */
  readonly draws: number;
  readonly inputTokens: number;
  /** Left out where nothing limits the answers and none is stored. */
  readonly outputTokens?: number;
  /** Averages of stored answers, or an estimate: of the input at four characters a token, of the output the most that is allowed. */
  readonly from: 'stored' | 'estimated';
  /** Millionths of the endpoint's currency; left out where its price or the output is not known. */
  readonly costMicros?: number;
}

/** A golden in the plan. */
export interface PlannedGolden extends MonthlyTokens {
  readonly golden: string;
  /** What it tells of a change, found by the detector with this golden alone; left out where no answers are stored. */
  readonly detection?: GoldenDetection;
}

export interface GoldenDetection {
  /** Share of its answers that a subtle change moves, 0 to 1; 0 where its answers never part. */
  readonly moved: number;
  /** ln(1 / p) of the golden alone after twelve runs of a strong change; about 1 where it tells nothing. */
  readonly evidence: number;
  readonly carries: boolean;
}

/** What is chosen for an endpoint. */
export interface WatchingChoice {
  /** How often a run is due; of the whole project. */
  readonly every: string;
  readonly repetitions: number;
  readonly goldens: readonly string[];
}

/** A choice with what it costs and finds. */
export interface PlanPoint extends WatchingChoice {
  readonly isCurrent: boolean;
  /** Goldens of the endpoint, chosen or not. */
  readonly of: number;
  readonly threshold: number;
  readonly tokens?: number;
  readonly costMicros?: number;
  readonly gross: FoundAfter;
  readonly subtle: FoundAfter;
}

/** Seconds until two changes are found; null where one was not found within the runs that were looked at. */
export interface SecondsToFind {
  readonly gross: number | null;
  readonly subtle: number | null;
}

/** Goldens and a canary together, with the goldens and draws of now. */
export interface WithCanary {
  /** Of the goldens, and of the canary. */
  readonly every: string;
  readonly canaryEvery: string;
  /** Of both in 30 days, confirming runs left out. */
  readonly tokens?: number;
  readonly costMicros?: number;
  /** Until either raises an alarm. */
  readonly first: SecondsToFind;
  /** Until the goldens do, with the confirming runs that an alarm of the canary asks for. */
  readonly goldens: SecondsToFind;
}

/** What a canary is, or would be, to an endpoint. */
export interface CanaryPlan {
  readonly stream: string;
  /** Whether the project has it; else it is what could be. */
  readonly isCurrent: boolean;
  /** Whether sharp goldens stand in the project, so that it could be written into its file. */
  readonly hasGoldens: boolean;
  /** Stored draws of sharp goldens, or a stated model of them. */
  readonly origin: 'stored' | 'model';
  readonly stored: number;
  readonly needed: number;
  readonly goldens: number;
  readonly repetitions: number;
  /** Its part of the false alarms of its endpoint. */
  readonly share: number;
  readonly changes: { readonly gross: PlantedChange; readonly subtle: PlantedChange };
  /** Share of its answers that the subtle change moves. */
  readonly moved: number;
  /** As often as it runs now, or as it would. */
  readonly every: string;
  readonly gross: FoundAfter;
  readonly subtle: FoundAfter;
  /** What it costs by itself in 30 days. */
  readonly tokens?: number;
  readonly costMicros?: number;
  /** With the goldens as they are now. */
  readonly now: WithCanary;
  /** All that was looked at, cheapest first. */
  readonly curve: readonly WithCanary[];
  /** What is proposed, looked at again with other orders; none where nothing is clearly better. */
  readonly better?: WithCanary;
}

/** The goldens and draws of now, answered in a cheaper way: a stream of its own, with a baseline of its own. */
export interface CheaperChoice {
  readonly kind: 'batch' | 'flex';
  /** What it costs less, as the project file states it. */
  readonly share: number;
  readonly every: string;
  /** In 30 days. */
  readonly costMicros: number;
  /** The same runs as live calls. */
  readonly point: PlanPoint;
  /** What answers take beyond that, at most. */
  readonly waitSeconds: number;
}

/** How soon changes are found at an endpoint. */
export interface DetectionPlan {
  /** Whether runs of the endpoint itself were used, or those of a stated model. */
  readonly origin: 'stored' | 'model';
  /** Quiet runs that are stored, and how many it takes to use them. */
  readonly stored: number;
  readonly needed: number;
  /** Answers come with log-probabilities, which these simulations leave out. */
  readonly hasLogprobs: boolean;
  /** Runs that were learned before the change, in the simulations of `now`. */
  readonly references: number;
  readonly changes: { readonly gross: PlantedChange; readonly subtle: PlantedChange };
  /** Share of all answers that the subtle change moves, on average over goldens; 0 to 1. */
  readonly moved: number;
  readonly now: PlanPoint;
  /** Directly after the baseline, with nothing but its runs learned. */
  readonly young: { readonly references: number; readonly gross: FoundAfter; readonly subtle: FoundAfter };
  /** As if something else answered: a share of the requests, and all of them; where answers of something else are stored. */
  readonly mixed?: {
    readonly from: string;
    readonly share: number;
    readonly gross: FoundAfter;
    readonly subtle: FoundAfter;
  };
  /** Runs in which the grossest change alarms, by runs of baseline; null where none is certain. */
  readonly baselines: readonly { readonly baselineRuns: number; readonly earliestAlarm: number | null }[];
  /** All that was looked at, cheapest first. */
  readonly curve: readonly PlanPoint[];
  /** None where the provider offers nothing cheaper, or its price is not stated. */
  readonly cheaper: readonly CheaperChoice[];
  /** A stream of sharp goldens beside it, where it has one or could have. */
  readonly canary?: CanaryPlan;
  /** What is proposed, and what is done now, both looked at again with other orders; none where nothing is clearly better. */
  readonly better?: { readonly point: PlanPoint; readonly now: PlanPoint };
}

/** An endpoint in the plan. */
export interface PlannedEndpoint extends MonthlyTokens {
  readonly endpoint: string;
  /** The endpoint whose sharp goldens it runs, where it is a canary. */
  readonly canaryOf?: string;
  /** What it costs in 365 days. */
  readonly yearMicros?: number;
  readonly currency?: string;
  /** Date of the price list, where it is stated. */
  readonly priceAsOf?: string;
  readonly unlimited: readonly string[];
  readonly goldens: readonly PlannedGolden[];
  readonly detection?: DetectionPlan;
}

/** Seconds until a change is found that came at some moment between two runs. */
export function secondsUntil(runs: number, everySeconds: number): number {
  return (runs - 0.5) * everySeconds;
}

/** The same of what simulations found; null where they did not find it. */
export function secondsToFind({ runs }: Pick<FoundAfter, 'runs'>, every: string): number | null {
  return runs === null ? null : secondsUntil(runs, durationSeconds(every));
}

/** What choices are compared by: money in millionths where it is known, tokens where it is not. */
export function amountOf({
  costMicros,
  tokens = 0,
}: {
  readonly costMicros?: number;
  readonly tokens?: number;
}): number {
  return costMicros ?? tokens;
}
