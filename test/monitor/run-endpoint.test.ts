import { describe, expect, it } from 'vitest';
import { runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import { learning } from '../helpers/judgements.ts';
import { watchedEndpoint } from '../helpers/watched-endpoint.ts';

describe('runEndpoint', () => {
  it('goes all the way from the plan to a judged run', async () => {
    const { run, stores, goldens } = watchedEndpoint();
    const outcome = await run();
    expect(outcome).toMatchObject({
      kind: 'judged',
      run: { endpoint: 'support', epoch: 1, status: 'finished', planned: 4, completed: 4, failed: 0, inputTokens: 40 },
      judgement: { verdict: learning },
    });
    expect(await stores.judgements.get(outcome.run.run)).toBeDefined();
    expect(await stores.runs.openPlans()).toEqual([]);
    for (const golden of goldens) expect(await stores.goldens.get(golden.version)).toEqual(golden);
  });

  it('begins the first epoch by itself and stays in it', async () => {
    const { run, stores } = watchedEndpoint();
    await run();
    await run();
    expect(await stores.epochs.list('support')).toMatchObject([{ number: 1, by: 'pinwatch', why: 'first run' }]);
    expect((await stores.runs.list({ endpoint: 'support' })).map(({ epoch }) => epoch)).toEqual([1, 1]);
  });

  it('stays in its epoch when only the pace of the runs changes', async () => {
    const { run, endpoint } = watchedEndpoint();
    await run();
    const outcome = await run(learning, { ...endpoint, concurrency: 1, timeoutSeconds: 5, maxAttempts: 1 });
    expect(outcome.run.epoch).toBe(1);
  });

  it('leaves a stopped run open and unjudged', async () => {
    const stopping = new AbortController();
    const { endpoint, goldens, deps, stores, judged } = watchedEndpoint(
      () => {
        stopping.abort();
        return 'ok';
      },
      { concurrency: 1 },
    );
    const outcome = await runEndpoint({ endpoint, goldens }, deps, { stop: stopping.signal });
    expect(outcome).toMatchObject({ kind: 'stopped', run: { status: 'open', planned: 4, completed: 1 } });
    expect(judged).toEqual([]);
    expect(await stores.runs.openPlans('support')).toHaveLength(1);
  });
});
