import type { RunEvidence } from './evidence.ts';
import type { Judgement } from './judgement.ts';

/** What a judgement holds golden by golden; most of its bytes. */
type EvidenceDetail = 'rates' | 'goldens' | 'coverage' | 'oneRunFacts';
type JudgementDetail = 'explanation' | 'failedDraws' | 'failureShares';

/**
 * A judgement without what it holds golden by golden: verdict, channels, counts, coverage and facts, some 1 KB. Lists and
 * series over time are made of these. It is a judgement all the same, so whatever reads one reads a summary.
 */
export type JudgementSummary = Omit<Judgement, JudgementDetail | 'evidence'> & {
  readonly evidence: Omit<RunEvidence, EvidenceDetail>;
};

/** The summary of a judgement. Stores that keep summaries beside judgements agree with this, byte for byte of JSON. */
export function summaryOf(judgement: Judgement): JudgementSummary {
  const { explanation: _, failedDraws: _draws, failureShares: _shares, evidence: whole, ...summary } = judgement;
  const { rates: _rates, goldens: _goldens, coverage: _coverage, oneRunFacts: _facts, ...evidence } = whole;
  return { ...summary, evidence };
}
