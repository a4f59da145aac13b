import type { Alert } from '../domain/verdict/alert.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import type { DemoFiles } from './demo-project.ts';

/** What a provider can do behind a pinned ID without telling anybody. */
export const silentChanges = ['update', 'quantized', 'rollout'] as const;
export type SilentChange = (typeof silentChanges)[number];

/** Share of requests that a rollout gives to the updated weights. */
export const rolloutShare = 0.4;

/**
 * Parts of the story in which runs are made: the baseline, watching before and after the moment of the change, and some
 * runs behind the alarm, with which the goldens that moved are tested.
 */
export type Phase = 'baseline' | 'before' | 'after' | 'aftermath';

/** What the story is going to be. */
export interface Outline {
  readonly model: string;
  readonly baseURL: string;
  /** Where other processes change what is served. */
  readonly controlURL: string;
  readonly endpoint: string;
  readonly goldens: number;
  readonly answersPerRun: number;
  readonly falseAlarmsPerYear: number;
  readonly every: string;
  /** Whether the model stays up when the story is over. */
  readonly stays: boolean;
  /** Runs in each part; those behind the alarm are what is left of those after the change. */
  readonly runs: Readonly<Record<Exclude<Phase, 'aftermath'>, number>>;
}

/** How the story ended. */
export interface Ending {
  readonly kind:
    | 'detected' // an alarm after the change
    | 'missed' // no alarm in the runs after the change
    | 'quiet' // no change, no alarm
    | 'false-alarm' // an alarm although nothing had changed
    | 'stopped';
  /** In the history. */
  readonly runs: number;
  readonly answers: number;
  /** Runs from the moment of the change to the alarm, or to the end. */
  readonly runsAfter: number;
  readonly endpoint: string;
  readonly files: DemoFiles;
}

/** Whoever follows the story. */
export interface Audience {
  /** The curtain rises; the model is still being loaded. */
  open(): void;
  introduce(outline: Outline): void;
  /** @param runs that are going to be made, at most. */
  begin(phase: Phase, runs: number): void;
  /** So many answers of the run that is going on are stored. */
  answered(answers: number): void;
  /** A run was judged. */
  judged(judgement: Judgement): void;
  /** All runs of a part were made. An alarm ends it early, with the alert instead. */
  end(phase: Phase): void;
  /** The provider has just made its change; nothing if it is not going to. */
  changed(change: SilentChange | undefined): void;
  /** The alert, from the same place as for every project. */
  alert(alert: Alert): Promise<void>;
  close(ending: Ending): void;
}
