import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { type ModelNotice, retiresAt } from '../../lib/domain/endpoint/model-notice.ts';
import type { ListedModel } from '../../lib/domain/endpoint/model-offer.ts';
import { CallError, ConfigError } from '../../lib/domain/errors.ts';
import { checkLifecycle } from '../../lib/models/check-lifecycle.ts';
import { listModels } from '../../lib/models/list-models.ts';
import { probedTarget } from '../../lib/models/probe-capabilities.ts';
import { visitEndpoint } from '../../lib/monitor/visit-endpoint.ts';
import type { ModelNoticeStore } from '../../lib/ports/model-notice-store.ts';
import { TestClock } from '../helpers/test-clock.ts';
import { watchedEndpoint } from '../helpers/watched-endpoint.ts';

const endpoint = Endpoint.parse({ id: 'support', provider: 'fake', model: 'pinned-1' });
const signal = new AbortController().signal;
const retiring: ListedModel = { id: 'pinned-1', lifecycle: 'deprecated', retiresAt: '2026-12-15' };
const other: ListedModel = { id: 'pinned-2' };

function memory(): ModelNoticeStore {
  const kept = new Map<string, ModelNotice>();
  return { get: async (target) => kept.get(target), put: async (notice) => void kept.set(notice.target, notice) };
}

/** An endpoint that answers with a list, or fails with an error, and counts how often it was asked. */
function asking(answer: readonly ListedModel[] | Error | undefined) {
  const state = { answer, asked: 0 };
  const models = async () => {
    state.asked++;
    if (state.answer instanceof Error) throw state.answer;
    return state.answer ?? [];
  };
  const deps = { provider: answer === undefined ? {} : { models }, notices: memory(), clock: new TestClock() };
  const noticed = () => deps.notices.get(probedTarget(endpoint));
  return { state, deps, noticed };
}

describe('listing models', () => {
  it('tells what is offered, and remembers what was said of the pinned model', async () => {
    const { deps, noticed } = asking([other, retiring]);
    expect(await listModels(endpoint, deps, signal)).toEqual({
      endpoint: { id: 'support', provider: 'fake', model: 'pinned-1' },
      models: [other, retiring],
      pinned: 'listed',
    });
    expect(await noticed()).toEqual({
      target: probedTarget(endpoint),
      askedAt: '2026-11-22T09:00:00.000Z',
      lifecycle: 'deprecated',
      retiresAt: '2026-12-15',
    });
  });

  it('tells a missing model from a name that need not be listed, and from no list', async () => {
    const { deps } = asking([other]);
    expect(await listModels(endpoint, deps, signal)).toMatchObject({ pinned: 'not-listed' });
    const lenient = { ...deps, provider: { ...deps.provider, takesOtherNames: true } };
    expect(await listModels(endpoint, lenient, signal)).toMatchObject({ pinned: 'own-name' });
    expect(await listModels(endpoint, asking([]).deps, signal)).toMatchObject({ pinned: 'no-list' });
    expect(await listModels(endpoint, asking(undefined).deps, signal)).toMatchObject({ pinned: 'no-list' });
  });

  it('finds a model that is pinned by its ARN', async () => {
    const byArn = { ...endpoint, model: 'arn:aws:bedrock:eu-west-1::foundation-model/pinned-1' };
    expect(await listModels(byArn, asking([retiring]).deps, signal)).toMatchObject({ pinned: 'listed' });
  });

  it('says of an alias that it moves', async () => {
    const moving = { ...endpoint, model: 'pinned-latest' };
    const { alias } = await listModels(moving, asking([]).deps, signal);
    expect(alias).toBe('pinned-latest is a moving alias: it is another model after every release');
  });

  it('says why there was no answer, and forgets nothing then', async () => {
    const { state, deps, noticed } = asking([retiring]);
    await listModels(endpoint, deps, signal);
    const before = await noticed();
    state.answer = new CallError('overloaded');
    expect(await listModels(endpoint, deps, signal)).toMatchObject({ pinned: 'no-answer', failure: 'overloaded' });
    expect(await noticed()).toEqual(before);
  });

  it('lets a wrong configuration through as what it is', async () => {
    const wrong = new ConfigError([{ where: 'endpoint support', what: 'expected a region' }]);
    await expect(listModels(endpoint, asking(wrong).deps, signal)).rejects.toBe(wrong);
  });
});

describe('noticing by the way', () => {
  it('asks once a day, answered or not', async () => {
    const { state, deps, noticed } = asking(new CallError('timeout'));
    await checkLifecycle(endpoint, deps, signal);
    deps.clock.advance(86_399_999);
    await checkLifecycle(endpoint, deps, signal);
    expect(state.asked).toBe(1);
    state.answer = [retiring];
    deps.clock.advance(1);
    await checkLifecycle(endpoint, deps, signal);
    expect(state.asked).toBe(2);
    expect(await noticed()).toMatchObject({ retiresAt: '2026-12-15', askedAt: '2026-11-23T09:00:00.000Z' });
  });

  it('keeps what was known when the model is gone from the list, and replaces it when it is told otherwise', async () => {
    const { state, deps, noticed } = asking([retiring]);
    await checkLifecycle(endpoint, deps, signal);
    state.answer = [other];
    deps.clock.advance(86_400_000);
    await checkLifecycle(endpoint, deps, signal);
    expect(await noticed()).toMatchObject({ retiresAt: '2026-12-15', askedAt: '2026-11-23T09:00:00.000Z' });
    state.answer = [{ id: 'pinned-1' }];
    deps.clock.advance(86_400_000);
    await checkLifecycle(endpoint, deps, signal);
    expect(await noticed()).toEqual({ target: probedTarget(endpoint), askedAt: '2026-11-24T09:00:00.000Z' });
  });

  it('never fails: not for the endpoint, not for the configuration, not for a full disk', async () => {
    for (const failure of [new CallError('authentication'), new ConfigError([]), new TypeError('a bug')])
      await checkLifecycle(endpoint, asking(failure).deps, signal);
    const { deps } = asking([retiring]);
    const notices = { ...deps.notices, put: () => Promise.reject(new Error('no space is left')) };
    await checkLifecycle(endpoint, { ...deps, notices }, signal);
  });

  it('happens with a run, and not where none is wanted', async () => {
    const { endpoint: watched, goldens, deps, clock } = watchedEndpoint();
    const notices = memory();
    const provider = { complete: deps.provider.complete.bind(deps.provider), models: async () => [retiring] };
    const visit = (run: boolean) =>
      visitEndpoint(
        { endpoint: watched, goldens, resume: { finishWithinMs: 1000 }, run },
        { ...deps, provider, notices },
        { stop: signal },
      );
    await visit(false);
    expect(await notices.get(probedTarget(watched))).toBeUndefined();
    await visit(true);
    expect(await notices.get(probedTarget(watched))).toMatchObject({
      retiresAt: '2026-12-15',
      askedAt: clock.now().toISOString(),
    });
  });

  it('hears it from answers where the list tells no day, until they tell none any more', async () => {
    const { endpoint: watched, goldens, deps, clock } = watchedEndpoint();
    const notices = memory();
    let identity: { retiresAt?: string } = { retiresAt: '2027-01-15T00:00:00Z' };
    let lists: readonly ListedModel[] = [{ id: watched.model, lifecycle: 'ga' }];
    const provider = { complete: async () => ({ text: 'Yes', identity }), models: async () => lists };
    const run = async () => {
      clock.advance(86_400_000);
      const visit = { endpoint: watched, goldens, resume: { finishWithinMs: 1000 }, run: true };
      await visitEndpoint(visit, { ...deps, provider, notices }, { stop: signal });
      return notices.get(probedTarget(watched));
    };
    expect(retiresAt(await run())).toBe('2027-01-15T00:00:00Z');
    await listModels(watched, { provider, notices, clock }, signal);
    expect(retiresAt(await notices.get(probedTarget(watched)))).toBe('2027-01-15T00:00:00Z');
    lists = [{ id: watched.model, retiresAt: '2027-02-01' }];
    expect(retiresAt(await run())).toBe('2027-02-01');
    lists = [];
    identity = {};
    expect(await run()).not.toHaveProperty('answeredRetiresAt');
  });
});
