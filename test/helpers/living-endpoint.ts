import { isConditionAlert } from '../../lib/domain/verdict/alert.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import { tellConditions } from '../../lib/monitor/tell/tell-conditions.ts';
import type { ProviderCompletion } from '../../lib/ports/provider.ts';
import { watchedEndpoint } from './watched-endpoint.ts';

/** What each golden is answered with; a golden that is not named gets an answer. */
export interface Weather {
  readonly [golden: string]: string;
}

/** Every golden fails with one class. */
export const allFail = (error: string): Weather => ({ bullets: error, refund: error });

/**
 * An endpoint in memory that is replayed, judged by the real detector after a baseline of five runs, and told of; whose
 * calls fail as a test says. One run an hour.
 */
export function livingEndpoint(settings: object = {}) {
  let weather: Weather = {};
  const script = ({ golden }: { golden: { id: string } }): ProviderCompletion => {
    const error = weather[golden.id];
    return error === undefined
      ? { text: `answer to ${golden.id}`, finishReason: 'stop', inputTokens: 10, outputTokens: 5 }
      : { error };
  };
  const watched = watchedEndpoint(script, { maxAttempts: 1, ...settings });
  const { stores, deps, endpoint, clock, going } = watched;
  const judging = { threshold: 20, baselineRuns: 5, effectFloor: 0, salt: endpoint.id };
  Object.assign(deps, { judge: (run: Parameters<typeof deps.judge>[0]) => judgeRun(run, judging, { stores }) });
  /** One run, an hour after the last, in this weather. */
  const run = (now: Weather = {}, goldens = watched.goldens) => {
    weather = now;
    clock.advance(3_600_000);
    return runEndpoint({ endpoint, goldens }, deps, going);
  };
  const runs = async (count: number, now: Weather = {}, goldens = watched.goldens) => {
    for (let made = 0; made < count; made++) await run(now, goldens);
  };
  return {
    ...watched,
    run,
    runs,
    /** What was told of conditions, oldest first. */
    told: () => watched.sent.filter(isConditionAlert),
    others: () => watched.sent.filter((alert) => !isConditionAlert(alert)),
    tellAfter: (tellAfterRuns: number) => Object.assign(deps, { conditions: { everySeconds: 3600, tellAfterRuns } }),
    look: () => tellConditions(endpoint, deps),
    stored: () => stores.conditions.list({ endpoint: endpoint.id }),
  };
}
