import type { Capabilities } from '../domain/endpoint/capabilities.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ModelNotice } from '../domain/endpoint/model-notice.ts';
import type { ListedModel } from '../domain/endpoint/model-offer.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Completion } from '../domain/run/completion.ts';
import type { Recording } from '../domain/run/recording.ts';
import type { RunEnd, RunPlan, RunRecord } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { Spending } from '../domain/run/spending.ts';
import type { Alert } from '../domain/verdict/alert.ts';
import type { Epoch } from '../domain/verdict/epoch.ts';
import type { Incident } from '../domain/verdict/incident.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';

export type { ListedModel } from '../domain/endpoint/model-offer.ts';

/** Speaks one LLM API. One call is one attempt: retries, rate limits and deadlines are the use case's. */
export interface Provider {
  /**
   * Sends one request and reads the answer. Never rejects for anything the endpoint did: a failed call is a completion
   * with `error` (a `FailureClass`), and `retryAfterMs` where the endpoint named a delay. Aborting `signal` with a
   * `TimeoutError` gives `timeout`, with anything else `cancelled`.
   */
  complete(request: ProviderRequest, signal: AbortSignal): Promise<ProviderCompletion>;
  /**
   * Tokens of a request's prompt, from the API's own counting endpoint: one call that generates nothing and costs nothing.
   * Undefined where the API has none; may be left out where none of a provider's has.
   * @throws {CallError} if it was not counted.
   */
  countTokens?(request: ProviderRequest, signal: AbortSignal): Promise<number | undefined>;
  /** Models on offer at an endpoint, for checks before a run; may be left out where an API has no list. */
  models?(endpoint: Endpoint, signal: AbortSignal): Promise<readonly ListedModel[]>;
  /** Set where a model may be called by a name that the list does not hold (a deployment, an ARN, an alias). */
  readonly takesOtherNames?: boolean;
}

export type ProviderCompletion = Completion & {
  /** Delay that the endpoint asked for, from now. */
  readonly retryAfterMs?: number;
  /** What the endpoint said about its limits. */
  readonly rateLimit?: RateLimit;
};

/** Room that is left in the current window, as response headers tell it. */
export interface RateLimit {
  readonly remainingRequests?: number;
  readonly remainingTokens?: number;
  readonly limitRequests?: number;
  readonly limitTokens?: number;
  /** From now until requests, and tokens, may be sent as at first. */
  readonly resetRequestsMs?: number;
  readonly resetTokensMs?: number;
}

export interface ProviderRequest {
  readonly endpoint: Endpoint;
  readonly golden: GoldenRequest;
  /** Tells repeated draws of one golden apart where a golden asks for a fresh seed per draw; uint32. */
  readonly drawSeed: number;
}

/** Names a draw inside a run. */
export type DrawId = Pick<Sample, 'golden' | 'repetition'>;

/** Plans, samples and records of runs. Everything may be called again with the same arguments and changes nothing then. */
export interface RunStore {
  /** Remembers a plan before anything is sent; a plan that is already there stays as it is. */
  open(plan: RunPlan): Promise<void>;
  /** Plans of runs that were neither finished nor closed, oldest first. */
  openPlans(endpoint?: string): Promise<readonly RunPlan[]>;
  /**
   * Stores a draw durably before returning; the first one of (run, golden, repetition) stays.
   * @throws {StoreError} for a run that was never opened, and for a draw that comes after its run was sealed without it.
   */
  putSample(sample: Sample): Promise<'stored' | 'duplicate'>;
  /**
   * Samples of a run in (golden, repetition) order; also while the run is open. Empty for an unknown run.
   *
   * @param only keeps these draws, e.g. those of one shard, and costs no more than they do while the run is open.
   */
  samples(run: string, only?: readonly DrawId[]): Promise<readonly Sample[]>;
  /**
   * Seals a run; its counts are taken from what is stored. Returns the record as it is from then on: the first outcome
   * stays.
   * @throws {StoreError} for a run that was never opened.
   */
  close(run: string, end: RunEnd): Promise<RunRecord>;
  /** The record of a run; while it is open, with the counts so far. */
  get(run: string): Promise<RunRecord | undefined>;
  /** Records of an endpoint, oldest first; `last` keeps only that many of the newest. */
  list(query: RunQuery): Promise<readonly RunRecord[]>;
}

export interface RunQuery {
  readonly endpoint: string;
  readonly epoch?: number;
  /** ISO 8601, inclusive and exclusive bounds of `plannedAt`. */
  readonly from?: string;
  readonly until?: string;
  readonly last?: number;
}

/** The detector's memory of an endpoint. Opaque bytes: only the detector reads them. */
export interface DetectorStateStore {
  load(endpoint: string): Promise<{ readonly state: Uint8Array; readonly revision: number } | undefined>;
  /** Writes if `expectedRevision` (0 = none yet) is still the stored one, else returns false and writes nothing. */
  save(endpoint: string, state: Uint8Array, expectedRevision: number): Promise<boolean>;
}

export interface JudgementStore {
  /** One judgement a run; written again it replaces itself (judging is a function of what is stored). */
  put(judgement: Judgement): Promise<void>;
  get(run: string): Promise<Judgement | undefined>;
  /** Oldest first by `evidence.at`, to which the query's bounds apply; `last` keeps only that many of the newest. */
  list(query: RunQuery): Promise<readonly Judgement[]>;
}

export interface EpochStore {
  /** Adds epoch `number`; false if that number is taken. Epochs are never changed. */
  add(epoch: Epoch): Promise<boolean>;
  /** Oldest first. */
  list(endpoint: string): Promise<readonly Epoch[]>;
}

export interface IncidentStore {
  /** Writes revision `incident.revision` if the stored one is just before it (0 = new); else returns false. */
  put(incident: Incident): Promise<boolean>;
  get(id: string): Promise<Incident | undefined>;
  /** Oldest first. */
  list(endpoint: string): Promise<readonly Incident[]>;
}

/**
 * Every version of every golden that was ever sent, by version. Titles and expectations are not part of a version: the
 * newest ones that were put are kept with it.
 */
export interface GoldenArchive {
  put(golden: GoldenRequest): Promise<void>;
  get(version: string): Promise<GoldenRequest | undefined>;
}

/**
 * Remembers which alerts have gone out, so that a repeated delivery tells nobody twice: claim, send, then confirm or
 * release. A claim that was neither confirmed nor released within `claimLapsesAfterMs` belongs to somebody who was killed
 * before or while sending; the next one may claim it, because an alert told twice is better than one told never.
 */
export interface AlertLog {
  /** True for the caller that may send it now; false if it was sent or is being sent. `at` is the caller's time. */
  claim(alertId: string, at: string): Promise<boolean>;
  /** The alert got through: nobody may claim it any more. */
  confirm(alertId: string, at: string): Promise<void>;
  /** Gives the claim back after a delivery that failed; does nothing to an alert that was confirmed. */
  release(alertId: string): Promise<void>;
}

/** How long an unconfirmed claim on an alert holds: as long as the longest sender lives (a Lambda, 15 minutes). */
export const claimLapsesAfterMs = 15 * 60_000;

/** Where what probes found out is kept; the newest probe of a target replaces the one before. */
export interface CapabilityStore {
  get(target: string): Promise<Capabilities | undefined>;
  put(capabilities: Capabilities): Promise<void>;
}

/** Where what lists of models said about pinned ones is kept; the newest notice of a target replaces the one before. */
export interface ModelNoticeStore {
  get(target: string): Promise<ModelNotice | undefined>;
  put(notice: ModelNotice): Promise<void>;
}

/**
 * Tokens and money by month and fleet: what is set aside when a fleet begins, replaced by what was used when it ends.
 * Writing an entry again counts it once.
 */
export interface SpendingLog {
  /** @param month UTC, e.g. `2026-11`. */
  put(month: string, fleet: string, spent: Spending): Promise<void>;
  /** All of a month together, less the entry of one fleet if that is named. */
  total(month: string, except?: string): Promise<Spending>;
}

/** Everything that is kept, together: what a runtime hands to the use cases. */
export interface Stores {
  readonly runs: RunStore;
  readonly detectors: DetectorStateStore;
  readonly judgements: JudgementStore;
  readonly epochs: EpochStore;
  readonly incidents: IncidentStore;
  readonly goldens: GoldenArchive;
  readonly alerts: AlertLog;
}

/** Tells people. Rejects if the message did not get through. */
export interface AlertSink {
  send(alert: Alert): Promise<void>;
}

export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Reads recorded runs, all or nothing. Rejects with a `ConfigError` that names every problem. */
export type ReadRecording = (path: string) => Promise<Recording>;
