import { costMicros, type Price } from '../../domain/endpoint/price.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Coverage } from '../../domain/verdict/coverage.ts';
import type { ChannelEvidence } from '../../domain/verdict/evidence.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { coverageCauses, coverageWords } from '../../report/words/coverage-words.ts';
import { verdictTone, verdictWord } from '../../report/words/verdict-words.ts';
import type { EvidencePoint, RunSummary } from '../answers/run-answers.ts';

/** A run on a line. */
export function runSummary(record: RunRecord, judgement: Judgement | undefined, price?: Price): RunSummary {
  const { channels = [], counted } = judgement?.evidence ?? {};
  return {
    run: record.run,
    endpoint: record.endpoint,
    at: record.plannedAt,
    epoch: judgement?.epoch ?? record.epoch,
    status: record.status,
    planned: record.planned,
    completed: record.completed,
    failed: record.failed,
    inputTokens: record.inputTokens,
    outputTokens: record.outputTokens,
    ...(price === undefined ? {} : { costMicros: costMicros(price, record), currency: price.currency }),
    ...(counted === undefined ? {} : { counted }),
    ...(judgement === undefined ? {} : { verdict: judgement.verdict }),
    verdictWord: judgement === undefined ? notJudged(record) : verdictWord(judgement),
    tone: judgement === undefined ? 'neutral' : verdictTone(judgement.verdict),
    ...(judgement?.coverage === undefined ? {} : coverageOf(judgement.coverage)),
    logRatio: logRatioOf(channels),
    alarms: judgement?.verdict.kind === 'drift-detected' ? channels.filter(crossed).map(({ channel }) => channel) : [],
    ...(judgement?.incident === undefined ? {} : { incident: judgement.incident }),
  };
}

function coverageOf(coverage: Coverage): Pick<RunSummary, 'coverage' | 'coverageWords'> {
  return { coverage, coverageWords: [`${coverageWords(coverage)}.`, ...coverageCauses(coverage)].join(' ') };
}

function notJudged({ status }: RunRecord): string {
  return status === 'open' ? 'under way' : 'not judged yet';
}

/** What a run says about the endpoint, as a point of a line. */
export function evidencePoint(judgement: Judgement): EvidencePoint {
  const { run, evidence, verdict, epoch, incident } = judgement;
  const { at, counted, planned, completed, failed, facts } = evidence;
  return {
    run,
    at,
    epoch,
    counted,
    verdict: verdict.kind,
    learning: verdict.kind === 'inconclusive' && verdict.reason === 'learning',
    suspected: verdict.kind === 'no-drift-detected' && verdict.suspected,
    logRatio: logRatioOf(evidence.channels),
    planned,
    completed,
    failed,
    facts: facts.filter(({ runs }) => runs[0] === run).length,
    ...(incident === undefined ? {} : { incident }),
    channels: evidence.channels.map(({ channel, score, pValue, references, logStatistic, logThreshold }) => ({
      channel,
      score,
      pValue,
      references,
      logStatistic,
      logThreshold,
    })),
  };
}

/** Log of evidence / threshold of the channel that is closest to an alarm; null where none was tested. */
export function logRatioOf(channels: readonly ChannelEvidence[]): number | null {
  const ratios = channels.flatMap(({ logStatistic, logThreshold }) =>
    logStatistic === null ? [] : [logStatistic - logThreshold],
  );
  return ratios.length === 0 ? null : Math.max(...ratios);
}

function crossed({ logStatistic, logThreshold }: ChannelEvidence): boolean {
  return logStatistic !== null && logStatistic >= logThreshold;
}
