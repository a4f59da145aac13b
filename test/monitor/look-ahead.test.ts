import { describe, expect, it } from 'vitest';
import { CallError, ConfigError } from '../../lib/domain/errors.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import type { FailureClass } from '../../lib/domain/run/completion.ts';
import type { GoldensAhead } from '../../lib/domain/verdict/goldens-ahead.ts';
import { preflight } from '../../lib/models/preflight.ts';
import { goldensAhead } from '../../lib/monitor/goldens-ahead.ts';
import { lookAhead } from '../../lib/monitor/look-ahead.ts';
import type { Provider } from '../../lib/ports/provider.ts';
import { goldensAheadWords } from '../../lib/report/words/change-words.ts';
import { livingEndpoint } from '../helpers/living-endpoint.ts';
import { watchedEndpoint } from '../helpers/watched-endpoint.ts';

describe('lookAhead', () => {
  it('knows what is due and what it will ask for, first by estimate and then by what was seen', async () => {
    const { endpoint, goldens, stores, clock, run } = watchedEndpoint();
    const project = { every: '1h', jitter: 0.5 };
    const first = await lookAhead({ endpoint, goldens, project }, { stores, clock });
    expect(first).toEqual({
      due: true,
      nextRunAt: clock.now(),
      misdated: 0,
      estimate: { requests: 4, inputTokens: 12, unlimited: ['bullets', 'refund'] },
    });
    await run();
    const second = await lookAhead({ endpoint, goldens, project }, { stores, clock });
    expect(second).toMatchObject({ due: false, lastRunAt: clock.now(), seen: { inputTokens: 10, outputTokens: 5 } });
    expect(second.nextRunAt.getTime()).toBeGreaterThan(clock.now().getTime());
  });
});

describe('goldensAhead', () => {
  const goldenOf = (id: string, content = id) =>
    goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content }] }));

  it('says of edited goldens what the next run can judge, until a run was made with them', async () => {
    const { runs, goldens, stores } = livingEndpoint();
    await runs(2);
    const edited = [goldenOf('bullets', 'other'), goldenOf('extra')];
    expect(await goldensAhead('support', edited, stores), 'while the baseline is learned').toBeUndefined();
    await runs(5);
    expect(await goldensAhead('support', goldens, stores)).toBeUndefined();
    expect(await goldensAhead('support', edited, stores)).toEqual({
      ...{ edited: ['bullets'], added: ['extra'], gone: ['refund'] },
      ...{ judged: 0, expected: 3, isEnough: false },
    });
    const one = await goldensAhead('support', [...goldens, goldenOf('extra')], stores);
    expect(one).toMatchObject({ added: ['extra'], judged: 2, expected: 3, isEnough: false });
    const words = goldensAheadWords(one as GoldensAhead, { baselineRuns: 24, everySeconds: 3600 });
    expect(words).toContain(
      '1 golden is new: extra; 2 of 3 goldens can be judged in the next run, too few to say that there is no drift',
    );
    expect(words).toContain('learned for 24 runs');
    await runs(1, {}, [...goldens, goldenOf('extra')]);
    expect(await goldensAhead('support', [...goldens, goldenOf('extra')], stores), 'it is learned').toBeUndefined();
  });
});

describe('preflight', () => {
  const { endpoint } = watchedEndpoint();
  const look = (models: Provider['models']) =>
    preflight(endpoint, { complete: () => Promise.reject(), ...(models === undefined ? {} : { models }) });
  const failing = (failure: FailureClass) => look(() => Promise.reject(new CallError(failure)));

  it('says what no replay could get past', async () => {
    for (const failure of ['unreachable', 'timeout', 'authentication'] as const)
      expect(await failing(failure)).toEqual({ endpoint, reachable: false, failure });
  });

  it('does not hold against an endpoint that it has no list, or shows it to nobody', async () => {
    for (const failure of ['not-found', 'permission-denied', 'malformed-response', 'overloaded'] as const)
      expect(await failing(failure)).toEqual({ endpoint, reachable: true });
    expect(await look(undefined)).toEqual({ endpoint, reachable: true });
  });

  it('names what is on offer where the pinned model is not', async () => {
    expect(await look(async () => [{ id: 'pinned-1' }])).toEqual({ endpoint, reachable: true });
    expect(await look(async () => [{ id: 'pinned-2' }])).toEqual({ endpoint, reachable: true, instead: ['pinned-2'] });
  });

  it('lets a wrong configuration through as what it is', async () => {
    const wrong = new ConfigError([{ where: 'endpoint support', what: 'expected a region' }]);
    await expect(look(() => Promise.reject(wrong))).rejects.toBe(wrong);
  });
});
