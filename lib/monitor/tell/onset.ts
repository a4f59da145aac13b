import type { Onset } from '../../domain/verdict/incident-group.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Stores } from '../../ports/stores.ts';

/** Where there was no run before, a change began at most so long before the first that shows it. */
const unknownMs = 24 * 3_600_000;

/**
 * When the change that a run raised an alarm about began: after the last run that cannot have shown it, and not later than the
 * last run with which it can have begun.
 */
export async function onsetOf(
  { endpoint, epoch, evidence, explanation }: Judgement,
  judgements: Pick<Stores['judgements'], 'summaries'>,
): Promise<Onset> {
  const earliest = explanation?.since.earliest.at ?? evidence.at;
  const until = explanation?.since.latest.at ?? evidence.at;
  return { after: await runBefore({ endpoint, epoch, at: earliest }, judgements), until };
}

/** The time of the judged run before a time. */
export async function runBefore(
  { endpoint, epoch, at }: { readonly endpoint: string; readonly epoch?: number; readonly at: string },
  judgements: Pick<Stores['judgements'], 'summaries'>,
): Promise<string> {
  const [before] = await judgements.summaries({
    endpoint,
    until: at,
    last: 1,
    ...(epoch === undefined ? {} : { epoch }),
  });
  return before?.evidence.at ?? new Date(Date.parse(at) - unknownMs).toISOString();
}
