import { describe, expect, it } from 'vitest';
import { resumeRuns } from '../../lib/monitor/resume-runs.ts';
import { runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import { drift } from '../helpers/judgements.ts';
import { watchedEndpoint } from '../helpers/watched-endpoint.ts';

const policy = { finishWithinMs: 60_000 };

/** A watched endpoint whose first run was stopped after one of its four draws. */
async function stoppedRun() {
  const stopping = new AbortController();
  const watched = watchedEndpoint(
    () => {
      stopping.abort();
      return 'ok';
    },
    { concurrency: 1 },
  );
  const { endpoint, goldens, deps, going } = watched;
  const { run } = await runEndpoint({ endpoint, goldens }, deps, { stop: stopping.signal });
  return { ...watched, left: run.run, resume: (as = endpoint) => resumeRuns(as, policy, deps, going) };
}

describe('a run that was left open', () => {
  it('is finished when it is young, and nothing is drawn twice', async () => {
    const { resume, provider, left, judged } = await stoppedRun();
    expect(await resume()).toMatchObject([{ kind: 'judged', run: { run: left, status: 'finished', completed: 4 } }]);
    expect(new Set(provider.calls.map(({ golden, drawSeed }) => `${golden.id} ${drawSeed}`)).size).toBe(4);
    expect(provider.calls).toHaveLength(4);
    expect(judged.map(({ run }) => run)).toEqual([left]);
  });

  it('is closed with what arrived when it is old', async () => {
    const { resume, provider, clock, left, judged } = await stoppedRun();
    clock.advance(61_000);
    expect(await resume()).toMatchObject([{ kind: 'judged', run: { run: left, status: 'closed', completed: 1 } }]);
    expect(provider.calls).toHaveLength(1);
    expect(judged).toHaveLength(1);
  });

  it('is closed when the endpoint points at something else by now', async () => {
    const { resume, provider, endpoint } = await stoppedRun();
    expect(await resume({ ...endpoint, model: 'pinned-2' })).toMatchObject([{ run: { status: 'closed' } }]);
    expect(provider.calls).toHaveLength(1);
  });

  it('is taken up once', async () => {
    const { resume } = await stoppedRun();
    await resume();
    expect(await resume()).toEqual([]);
  });

  it('is finished with the goldens that were planned, whatever stands in the files by now', async () => {
    const { resume, provider, goldens } = await stoppedRun();
    await resume();
    const versions = new Set(goldens.map(({ version }) => version));
    for (const { golden } of provider.calls) expect(versions).toContain(golden.version);
  });
});

describe('a run that was sealed but not judged', () => {
  it('is judged, and people are told', async () => {
    const { run, stores, deps, endpoint, goldens, going, judged, sent, state, clock } = watchedEndpoint();
    await run();
    clock.advance(3_600_000);
    const judge = () => Promise.reject(new Error('killed'));
    await expect(runEndpoint({ endpoint, goldens }, { ...deps, judge }, going)).rejects.toThrow('killed');
    state.verdict = drift;
    await resumeRuns(endpoint, policy, deps, going);
    expect(judged).toHaveLength(2);
    expect(await stores.judgements.list({ endpoint: 'support' })).toHaveLength(2);
    expect(sent).toMatchObject([{ kind: 'opened', judgement: { run: judged[1]?.run } }]);
  });
});

describe('a run that was judged but of which nobody was told', () => {
  it('is told', async () => {
    const { run, deps, endpoint, going, sent, state } = watchedEndpoint();
    state.sinkIsDown = true;
    await run(drift);
    expect(sent).toEqual([]);
    state.sinkIsDown = false;
    await resumeRuns(endpoint, policy, deps, going);
    await resumeRuns(endpoint, policy, deps, going);
    expect(sent).toMatchObject([{ kind: 'opened' }]);
  });
});
