import { describe, expect, it } from 'vitest';
import { transientErrors } from '../../../lib/aws/names/error-names.ts';
import { readEnv } from '../../../lib/aws/names/handlers.ts';
import * as errors from '../../../lib/domain/errors.ts';

const common = { BUCKET: 'b', TABLE: 't', MONITOR: 'm', ALARMS: 'one', FAILED_DRAWS_PERCENT: '20' };
const budget = { MONTHLY_TOKENS: '5000', MONTHLY_COST: '12.50' };
const plan = { ...common, ...budget, TICK_SECONDS: '3600', RUN_SECONDS: '600', ABANDONED_AFTER_SECONDS: '900' };

describe('the environment of a handler', () => {
  it('is read as what it means; empty says that there is none', () => {
    expect(readEnv('plan', plan)).toMatchObject({ MONTHLY_TOKENS: 5000, MONTHLY_COST: 12.5, TICK_SECONDS: 3600 });
    expect(readEnv('plan', { ...plan, MONTHLY_TOKENS: '' }).MONTHLY_TOKENS).toBeUndefined();
    expect(readEnv('plan', { ...plan, MONTHLY_COST: '' }).MONTHLY_COST).toBeUndefined();
    expect(readEnv('judge', { ...common, ...budget })).toMatchObject({ MONTHLY_TOKENS: 5000, MONTHLY_COST: 12.5 });
    expect(() => readEnv('plan', { ...plan, MONTHLY_COST: '0' })).toThrow(/MONTHLY_COST/);
    expect(readEnv('replay', { ...plan, PROVIDER_SECRET_ARN: '' }).PROVIDER_SECRET_ARN).toBeUndefined();
  });

  it('names every variable that is missing or wrong in one error, and no value', () => {
    const wrong = { TABLE: 't', MONITOR: 'm', MONTHLY_TOKENS: 'five-hundred', ABANDONED_AFTER_SECONDS: '-1' };
    expect(() => readEnv('plan', wrong)).toThrow(
      /BUCKET.*nothing[\s\S]*MONTHLY_TOKENS.*another[\s\S]*ABANDONED_AFTER_SECONDS/,
    );
    expect(() => readEnv('plan', wrong)).not.toThrow(/five-hundred/);
  });
});

describe('errors that are tried again', () => {
  it('are ours by the names that they have, and never those that no retry cures', () => {
    const ours = Object.values(errors)
      .filter((one) => typeof one === 'function' && one.prototype instanceof errors.MonitorError)
      .map((one) => one.name);
    const named = transientErrors.filter((name) => name.endsWith('Error') && ours.includes(name));
    expect(named.sort()).toEqual(['StoreError', 'UndeliveredError']);
    expect(transientErrors).not.toContain('ConfigError');
  });
});
