import { type DeploymentChoices, loadOfProject } from '../aws/deployed/load-of-project.ts';
import { monthlyCost, totalOf } from '../aws/names/cost/monthly-cost.ts';
import { canaryAt } from '../domain/endpoint/canary-settings.ts';
import { micros } from '../domain/endpoint/price.ts';
import { withCanaries } from '../domain/endpoint/with-canaries.ts';
import { durationSeconds } from '../domain/project/project.ts';
import type { LoadedProject } from '../project/load-project.ts';
import type { AwsChoice } from '../report/terminal/plan-view.ts';
import { money } from '../report/words/format.ts';

/**
 * What a choice for one endpoint costs in a month where the project is deployed: its tokens and all that AWS asks for the whole
 * project with that choice, in dollars; AWS alone, after a `+`, where the tokens are paid in another currency or unknown. The
 * schedule looks as often as the choice needs.
 */
export function inAws(
  loaded: LoadedProject,
  choices: DeploymentChoices,
  currencyOf: (endpoint: string) => string | undefined,
): (endpoint: string, choice: AwsChoice) => string {
  return (id, choice) => {
    const { every, canaryEvery, costMicros } = choice;
    const ticks = Math.min(choices.every, ...[every, canaryEvery ?? every].map(durationSeconds));
    const usd = totalOf(monthlyCost(loadOfProject(withChoice(loaded, id, choice), { ...choices, every: ticks })));
    return costMicros === undefined || currencyOf(id) !== 'USD'
      ? `+ ${money(micros(usd), 'USD')}`
      : money(costMicros + micros(usd), 'USD');
  };
}

function withChoice(
  loaded: LoadedProject,
  id: string,
  { every, canaryEvery, goldens, repetitions }: AwsChoice,
): LoadedProject {
  const endpoints = loaded.project.endpoints.map((one) => {
    if (one.id !== id) return one;
    return {
      ...one,
      every,
      ...(repetitions === undefined ? {} : { repetitions }),
      ...(goldens === undefined ? {} : { goldens: [...goldens] }),
      ...(canaryEvery === undefined ? {} : { canary: canaryAt(one.canary, canaryEvery) }),
    };
  });
  return {
    ...loaded,
    project: { ...loaded.project, endpoints: canaryEvery === undefined ? endpoints : withCanaries(endpoints) },
  };
}
