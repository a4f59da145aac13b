import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { isWatchedIn } from '../../../lib/domain/verdict/epoch.ts';
import {
  configurationOf,
  hashConfiguration,
  publicChanges,
  type Watched,
  watchedChanges,
} from '../../../lib/domain/verdict/watched.ts';
import { acceptBaseline } from '../../../lib/monitor/judge/accept-baseline.ts';
import { undoAccept } from '../../../lib/monitor/judge/undo-accept.ts';
import { drift, learning, noDrift } from '../../helpers/judgements.ts';
import { watchedEndpoint } from '../../helpers/watched-endpoint.ts';

const configured = {
  id: 'support',
  provider: 'openai-compatible',
  model: 'pinned-1',
  baseURL: 'http://localhost:8000/v1',
  region: 'eu-west-1',
  project: 'p1',
  apiVersion: '2025-04-01',
  parameters: { temperature: 0.8 },
  parameterPolicy: { seed: 'drop' as const },
};

/** Whether an epoch that began with one configuration is one of another. */
function isSame(before: object, now: object): boolean {
  const [a, b] = [before, now].map((changes) => Endpoint.parse({ ...configured, ...changes })) as [Endpoint, Endpoint];
  const epoch = { endpoint: a.id, number: 1, startedAt: '2026-11-22T09:00:00Z', by: 'pinwatch', why: 'first run' };
  return isWatchedIn({ ...epoch, configuration: hashConfiguration(a), watched: configurationOf(a) }, b);
}

describe('what begins an epoch', () => {
  it.each([
    { provider: 'openai' },
    { model: 'pinned-2' },
    { baseURL: 'http://localhost:8001/v1' },
    { baseURL: 'https://localhost:8000/v1' },
    { baseURL: 'http://localhost:8000/v2' },
    { baseURL: 'http://example.org:8000/v1' },
    { baseURL: undefined },
    { region: 'eu-central-1' },
    { project: 'p2' },
    { apiVersion: '2025-05-01' },
    { parameters: { temperature: 0.9 } },
    { parameters: { temperature: 0.8, top_p: 1 } },
    { parameters: {} },
    { parameterPolicy: { seed: 'send' } },
    { parameterPolicy: undefined },
  ])('is %j', (change) => {
    expect(isSame({}, change)).toBe(false);
    expect(isSame(change, {})).toBe(false);
  });

  it.each([
    { goldens: ['refund'] },
    { repetitions: 7 },
    { baselineRuns: 50 },
    { concurrency: 1 },
    { requestsPerMinute: 5 },
    { tokensPerMinute: 5 },
    { timeoutSeconds: 5 },
    { maxAttempts: 1 },
    { apiKeyEnv: 'OTHER' },
    { credentialsEnv: 'OTHER' },
    { price: { currency: 'EUR', input: 1, output: 2 } },
    { recordInferenceProfile: true },
    { effectFloor: 0.1 },
    { baseURL: 'http://127.0.0.1:8000/v1' },
    { baseURL: 'http://[::1]:8000/v1/' },
    { baseURL: 'http://LOCALHOST:8000/v1' },
    { identity: 'the lab machine' },
  ])('is not %j', (change) => {
    expect(isSame({}, change)).toBe(true);
    expect(isSame(change, {})).toBe(true);
  });

  it('is not a port that is the default', () => {
    expect(isSame({ baseURL: 'https://example.org:443/v1' }, { baseURL: 'https://example.org/v1/' })).toBe(true);
  });

  it('is an address only as far as the user does not name what answers there', () => {
    const there = { baseURL: 'http://10.0.0.1:8000/v1', identity: 'lab' };
    expect(isSame(there, { ...there, baseURL: 'http://10.0.0.2:9000/v1' })).toBe(true);
    expect(isSame(there, { ...there, identity: 'production' })).toBe(false);
  });

  it('is recognised by its hash where it began with a version that kept nothing else', () => {
    const [before, now] = ['pinned-1', 'pinned-2'].map((model) => Endpoint.parse({ ...configured, model })) as [
      Endpoint,
      Endpoint,
    ];
    const old = { endpoint: 'support', number: 1, startedAt: '2026-11-22T09:00:00Z', by: 'pinwatch', why: 'first run' };
    expect(isWatchedIn({ ...old, configuration: hashConfiguration(before) }, before)).toBe(true);
    expect(isWatchedIn({ ...old, configuration: hashConfiguration(before) }, now)).toBe(false);
  });
});

describe('what is told of a change of the configuration', () => {
  it('leaves out where something is served, and values of parameters', () => {
    const [before, now] = [{}, { baseURL: 'http://inside:1/v1', model: 'pinned-2', parameters: { stop: 'Ana' } }].map(
      (change) => configurationOf(Endpoint.parse({ ...configured, ...change })),
    ) as [Watched, Watched];
    expect(watchedChanges(before, now)).toEqual([
      'model: pinned-1 → pinned-2',
      'baseURL: http://localhost:8000/v1 → http://inside:1/v1',
      'parameters: stop, temperature',
    ]);
    expect(publicChanges(watchedChanges(before, now))).toEqual([
      'model: pinned-1 → pinned-2',
      'baseURL',
      'parameters: stop, temperature',
    ]);
  });
});

describe('a change of the configuration', () => {
  it('begins another epoch with the first run that is answered, and leaves an open incident open', async () => {
    const { run, stores, endpoint } = watchedEndpoint();
    await run(drift);
    const outcome = await run(learning, { ...endpoint, model: 'pinned-2' });
    expect(outcome.run.epoch).toBe(2);
    expect(await stores.epochs.list('support')).toMatchObject([
      { number: 1, why: 'first run', watched: { model: 'pinned-1' } },
      { number: 2, by: 'pinwatch', why: 'the configuration changed (model: pinned-1 → pinned-2)' },
    ]);
    expect(await stores.incidents.list('support')).toMatchObject([{ epoch: 1, status: 'open' }]);
  });

  it('that nobody answers begins nothing, and the earlier epoch is gone on with', async () => {
    let works = true;
    const { run, stores, endpoint, sent } = watchedEndpoint(() => (works ? 'ok' : { error: 'not-found' }));
    await run(drift);
    works = false;
    const slip = await run(learning, { ...endpoint, model: 'pinend-1' });
    expect(slip.run).toMatchObject({ epoch: 2, completed: 0 });
    works = true;
    expect((await run(drift)).run.epoch).toBe(1);
    expect(await stores.epochs.list('support')).toMatchObject([{ number: 1 }]);
    expect(await stores.incidents.list('support')).toMatchObject([{ epoch: 1, status: 'open' }]);
    expect(sent.map(({ kind }) => kind)).toEqual(['opened']);
  });

  it('that is taken back goes on with the earlier epoch', async () => {
    const { run, stores, endpoint } = watchedEndpoint();
    await run(noDrift);
    await run(learning, { ...endpoint, model: 'pinned-2' });
    const back = await run(noDrift);
    expect(back.run).toMatchObject({ epoch: 1, begins: { returnsTo: 1 } });
    expect((await run(noDrift)).run).not.toHaveProperty('begins');
    expect((await run(learning, { ...endpoint, model: 'pinned-2' })).run.epoch).toBe(2);
    expect(await stores.epochs.list('support')).toMatchObject([
      { number: 1 },
      { number: 2 },
      { number: 3, returnsTo: 1, why: 'the configuration changed (model: pinned-2 → pinned-1)' },
      { number: 4, returnsTo: 2 },
    ]);
  });

  it('goes on with what was accepted last of an earlier configuration', async () => {
    const { run, endpoint, deps } = watchedEndpoint();
    await run(noDrift);
    await acceptBaseline(endpoint, { by: 'ana', why: 'announced' }, deps);
    await run(learning);
    await run(learning, { ...endpoint, model: 'pinned-2' });
    expect((await run(learning)).run.epoch).toBe(2);
  });
});

describe('an acceptance that is taken back', () => {
  const reason = { by: 'ben', why: 'it was a mistake' };

  it('opens its incident again, goes on with the epoch before, and tells who did it and why', async () => {
    const { run, stores, endpoint, deps, sent } = watchedEndpoint();
    await run(drift);
    await acceptBaseline(endpoint, { by: 'ana', why: 'announced' }, deps);
    await run(learning);
    const { epoch, undone, incident, isConfigured } = await undoAccept(endpoint, reason, deps);
    expect([epoch.number, undone.number, isConfigured]).toEqual([1, 2, true]);
    expect(incident).toMatchObject({ epoch: 1, status: 'open', reopened: { ...reason, times: 1 } });
    expect(incident?.resolvedAt).toBeUndefined();
    expect((await run(drift)).run.epoch).toBe(1);
    expect(await stores.epochs.list('support')).toMatchObject([
      { number: 1 },
      { number: 2, by: 'ana', why: 'announced' },
      { number: 3, returnsTo: 1, undoes: 2, ...reason },
    ]);
    expect(sent.map(({ kind }) => kind)).toEqual(['opened', 'resolved', 'opened']);
    await acceptBaseline(endpoint, { by: 'ana', why: 'now really' }, deps);
    expect(sent.map(({ kind }) => kind)).toEqual(['opened', 'resolved', 'opened', 'resolved']);
  });

  it('is not gone back to when the configuration is what it was', async () => {
    const { run, endpoint, deps } = watchedEndpoint();
    await run(noDrift);
    await acceptBaseline(endpoint, { by: 'ana', why: 'announced' }, deps);
    await undoAccept(endpoint, reason, deps);
    await run(learning, { ...endpoint, model: 'pinned-2' });
    expect((await run(noDrift)).run.epoch).toBe(1);
  });

  it('is refused where nothing was accepted last', async () => {
    const { run, endpoint, deps } = watchedEndpoint();
    await expect(undoAccept(endpoint, reason, deps)).rejects.toThrow(/support.*no baseline at all/);
    await run(noDrift);
    await expect(undoAccept(endpoint, reason, deps)).rejects.toThrow(/support.*first run/);
    await acceptBaseline(endpoint, { by: 'ana', why: 'announced' }, deps);
    await undoAccept(endpoint, reason, deps);
    await expect(undoAccept(endpoint, reason, deps)).rejects.toThrow(/taken back already, by ben/);
  });
});
