import type { RunRecord } from '../run/run.ts';
import type { Sample } from '../run/sample.ts';
import type { BeforeAfter } from './explanation.ts';
import type { Judgement } from './judgement.ts';

/** Everything that is stored of one run. Holds customer data. */
export interface RunAnswers {
  readonly run: RunRecord;
  /** Left out while it waits for the judge. */
  readonly judgement?: Judgement;
  readonly samples: readonly Sample[];
  /** Samples by the names that verdicts use: goldens, and steps of chained draws (`TREE › NODE`). */
  readonly byName: ReadonlyMap<string, readonly Sample[]>;
}

/** The answers of one run to one golden. */
export interface GoldenSide {
  /** Versions of the golden that were sent. */
  readonly versions: readonly string[];
  readonly answers: number;
  readonly failed: number;
  /** The answers that came, the commonest first. Customer data. */
  readonly outputs: readonly { readonly output: string; readonly times: number }[];
  readonly meanOutputTokens?: number;
  readonly medianLatencyMs?: number;
  readonly finishReasons: Readonly<Record<string, number>>;
}

/** One golden in two runs. */
export interface GoldenDifference {
  readonly golden: string;
  readonly before: GoldenSide;
  readonly after: GoldenSide;
  /** Set where both runs sent the same version. */
  readonly isSameRequest: boolean;
  /** Answers of the later run that the earlier one gave too. */
  readonly alsoBefore: number;
  /** Two answers, cut where they part; left out where all are alike or a side has none. Customer data. */
  readonly example?: BeforeAfter;
}

/** Two runs side by side. What it shows is no test: two runs of an unchanged model differ as well. */
export interface RunsCompared {
  readonly before: RunAnswers;
  readonly after: RunAnswers;
  /** Goldens with the fewest answers in common first. */
  readonly goldens: readonly GoldenDifference[];
}
