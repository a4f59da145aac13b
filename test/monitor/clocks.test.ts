import { describe, expect, it } from 'vitest';
import { lookAhead } from '../../lib/monitor/look-ahead.ts';
import { runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import { drift, noDrift } from '../helpers/judgements.ts';
import { watchedEndpoint } from '../helpers/watched-endpoint.ts';

const hour = 3_600_000;
const project = { every: '1h', jitter: 0.5 };

describe('a run that is dated in the future', () => {
  it('is told of, and the schedule goes on without it', async () => {
    const { run, stores, clock, endpoint, goldens } = watchedEndpoint();
    await run();
    clock.advance(1000 * hour);
    await run();
    clock.advance(-1000 * hour);
    const ahead = await lookAhead({ endpoint, goldens, project }, { stores, clock });
    expect(ahead).toMatchObject({ due: true, misdated: 1 });
    expect(ahead.nextRunAt.getTime()).toBeLessThanOrEqual(clock.now().getTime() + hour);
  });

  it('is one of another machine, whose clock is a little ahead, if it is only a little', async () => {
    const { run, stores, clock, endpoint, goldens } = watchedEndpoint();
    await run();
    clock.advance(-60_000);
    const ahead = await lookAhead({ endpoint, goldens, project }, { stores, clock });
    expect(ahead).toMatchObject({ due: false, misdated: 0 });
  });
});

describe('a clock that is set back', () => {
  it('gives a run a name of its own, where that time had one', async () => {
    const { endpoint, goldens, deps, going, clock } = watchedEndpoint();
    const at = clock.now().getTime();
    const first = await runEndpoint({ endpoint, goldens }, deps, going);
    clock.advance(at - clock.now().getTime());
    const second = await runEndpoint({ endpoint, goldens }, deps, going);
    expect(second).toMatchObject({ kind: 'judged', run: { status: 'finished', completed: 4 } });
    expect(second.run.run).not.toBe(first.run.run);
  });

  it('neither opens an incident again nor loses what comes after', async () => {
    const { run, stores, clock, sent, deps } = watchedEndpoint();
    // Judged as `judgeRun` does, which counts what it judges.
    const { judge } = deps;
    let sequence = 0;
    const counting = async (one: Parameters<typeof judge>[0]) => {
      const judgement = { ...(await judge(one)), sequence: ++sequence };
      await stores.judgements.put(judgement);
      return judgement;
    };
    Object.assign(deps, { judge: counting });
    await run(noDrift);
    await run(drift);
    clock.advance(-20 * hour);
    for (let i = 0; i < 5; i++) await run(drift);
    expect(await stores.incidents.list('support')).toMatchObject([{ status: 'open' }]);
    await run(noDrift);
    await run(noDrift);
    expect(await stores.incidents.list('support')).toMatchObject([{ status: 'resolved' }]);
    expect(sent.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
  });
});
