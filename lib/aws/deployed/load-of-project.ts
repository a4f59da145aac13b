import { isReplayedAt } from '../../domain/endpoint/replayed-at.ts';
import { alertEnvNames } from '../../domain/project/alert-target.ts';
import { everySecondsOf } from '../../domain/project/run-schedule.ts';
import { everySecondsWithBatches } from '../../plan/batch-rhythm.ts';
import { drawsPerShard } from '../../plan/shards.ts';
import type { LoadedProject } from '../../project/load-project.ts';
import { keyEnvOf } from '../../providers/registry.ts';
import type { EndpointLoad, MonthlyLoad } from '../names/cost/monthly-load.ts';

/** What the cost of a deployment depends on beside the project. */
export interface DeploymentChoices {
  /** Seconds between two ticks of the schedule. */
  readonly every: number;
  /** What an answer takes. */
  readonly answerSeconds: number;
  /** MiB. */
  readonly memory: number;
  readonly alarms: MonthlyLoad['alarms'];
  readonly dashboard?: boolean;
}

/** What a project asks of AWS in a month of 30 days. */
export function loadOfProject({ project, goldens }: LoadedProject, choices: DeploymentChoices): MonthlyLoad {
  const { answerSeconds: secondsPerDraw, memory, alarms, dashboard = false, every } = choices;
  const inMonth = (seconds: number) => Math.round((30 * 86_400) / seconds);
  const endpoints = project.endpoints.map((endpoint): EndpointLoad => {
    const { concurrency, repetitions } = endpoint;
    const rhythm = everySecondsWithBatches(everySecondsOf(endpoint, project), endpoint.delivery);
    const runs = inMonth(Math.max(every, rhythm)); // never more often than the schedule looks
    const replayed = goldens.filter(({ golden }) => isReplayedAt(endpoint, golden)).length;
    const draws = replayed * repetitions;
    const isBatch = endpoint.delivery === 'batch';
    const shards = isBatch ? 1 : Math.ceil(draws / drawsPerShard(endpoint));
    // A provider may take a day, and no other run begins meanwhile.
    const followed = isBatch ? { followed: Math.min(inMonth(every), runs * Math.ceil(86_400 / every)) } : {};
    const hasKey = keyEnvOf(endpoint) !== undefined;
    return {
      runs,
      goldens: replayed,
      draws,
      shards,
      concurrency,
      secondsPerDraw: isBatch ? 0 : secondsPerDraw,
      ...followed,
      hasBudget: [project.budget, endpoint.budget].some((rules) => (rules?.day ?? rules?.month) !== undefined),
      hasKey,
    };
  });
  const tellsOthers = project.alerts.some((target) => alertEnvNames(target).length > 0);
  const secrets = Number(endpoints.some(({ hasKey }) => hasKey)) + Number(tellsOthers);
  return { endpoints, ticks: inMonth(every), memory, alarms, dashboard, secrets };
}
