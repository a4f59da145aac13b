import { type RequestsByStep, unitsOf } from './requests.ts';

/**
 * What a budget of a day or a month adds to a run: afterwards people are told how much of it is used, and near the end of a month
 * it is asked first whether it lasts.
 */
export function requestsOfBudget(endpoints: number): RequestsByStep {
  const account = unitsOf(endpoints, 'account');
  return {
    // The account of the month; the newest judgement; active incidents; the newest runs and the newest one.
    plan: { dynamoReads: account + unitsOf(1, 'judgement') + 2 + unitsOf(8, 'run') + 1 },
    // The run, where it is still open with its draws; the accounts of the day and the month; conditions that go on.
    notify: { dynamoReads: 3 + 2 * account + 1 },
  };
}
