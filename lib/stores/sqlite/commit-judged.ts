import type { JudgedRun } from '../../ports/judged-run.ts';
import type { Database } from './database.ts';
import { saveState } from './local-detector-states.ts';
import { putIncident } from './local-incidents.ts';
import { putJudgement } from './local-judgements.ts';

/** Stores a judged run in one transaction; false, and nothing is written, where somebody else was faster. */
export function commitJudged(database: Database, { judgement, detector, incident }: JudgedRun): boolean {
  try {
    database.write(() => {
      const { state, expectedRevision } = detector;
      if (!saveState(database, judgement.endpoint, state, expectedRevision)) throw new Outrun();
      if (incident !== undefined && !putIncident(database, incident)) throw new Outrun();
      putJudgement(database, judgement);
    });
    return true;
  } catch (error) {
    if (error instanceof Outrun) return false;
    throw error;
  }
}

/** Takes back what the transaction wrote so far; never leaves this file. */
class Outrun extends Error {
  override readonly name = 'Outrun';
}
