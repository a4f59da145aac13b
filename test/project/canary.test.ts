import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import type { ConfigError } from '../../lib/domain/errors.ts';
import { mostRunsPerYear } from '../../lib/domain/project/run-schedule.ts';
import { lint } from '../../lib/lint/lint.ts';
import { judgingSettings } from '../../lib/monitor/judge/judging-settings.ts';
import { goldensOf, loadProject } from '../../lib/project/load-project.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder.path, 'goldens', 'sharp'), { recursive: true });
  for (const id of ['a', 'b', 'c', 'd', 'e']) golden(`${id}.json`, { id, messages: [{ role: 'user', content: id }] });
  golden('sharp/support.jsonl', sharp('support'));
});
afterEach(() => folder.remove());

function golden(file: string, value: object): void {
  writeFileSync(join(folder.path, 'goldens', file), `${JSON.stringify(value)}\n`);
}

function sharp(endpoint: string): object {
  return {
    id: `sharp-${endpoint}-1-01`,
    messages: [{ role: 'user', content: 'tea' }],
    parameters: { temperature: 0, max_tokens: 1 },
    sharp: { endpoint, by: 'near-tie', foundAt: '2026-11-01T00:00:00Z', round: 1, draws: 8, varies: 0, gap: 0.1 },
  };
}

function load(support: object = {}, others: readonly object[] = []) {
  const endpoint = { provider: 'openai', model: 'pinned-1', baseURL: 'http://localhost:9/v1' };
  const endpoints = [{ id: 'support', ...endpoint, ...support }, ...others.map((other) => ({ ...endpoint, ...other }))];
  writeFileSync(join(folder.path, 'pinwatch.yaml'), JSON.stringify({ version: 1, every: '1d', endpoints }));
  const loaded = loadProject(join(folder.path, 'pinwatch.yaml'));
  const ids = (endpoint: Endpoint) => goldensOf(endpoint, loaded.goldens).map(({ id }) => id);
  return { ...loaded, ids, endpoints: loaded.project.endpoints };
}

function problemsOf(support: object): string {
  try {
    load(support);
    return '';
  } catch (error) {
    return (error as ConfigError).problems.map(({ what }) => what).join('\n');
  }
}

describe('sharp goldens', () => {
  it('are replayed with the others of their endpoint, and at no other that does not name them', () => {
    const { endpoints, ids } = load({}, [{ id: 'sales' }, { id: 'named', goldens: ['sharp-support-1-01'] }]);
    expect(endpoints.map(ids)).toEqual([
      ['a', 'b', 'c', 'd', 'e', 'sharp-support-1-01'],
      ['a', 'b', 'c', 'd', 'e'],
      ['sharp-support-1-01'],
    ]);
  });

  it('are a stream of their own where the endpoint has a canary', () => {
    const { endpoints, ids } = load({ repetitions: 3, canary: { every: '1h' } });
    expect(endpoints.map(({ id }) => id)).toEqual(['support', 'support.canary']);
    expect(endpoints.map(ids)).toEqual([['a', 'b', 'c', 'd', 'e'], ['sharp-support-1-01']]);
    expect(endpoints[1]).toMatchObject({ canaryOf: 'support', every: '1h', repetitions: 1, model: 'pinned-1' });
    expect(endpoints[1]).not.toHaveProperty('canary');
  });

  it('leave nothing for lint to say', () => {
    const { endpoints, goldens } = load({ canary: {} });
    const found = lint({ endpoints, goldens: goldens.map((one) => one.golden), today: new Date('2026-11-02') });
    expect(found.filter(({ about }) => about.id.startsWith('sharp'))).toEqual([]);
  });
});

describe('a canary', () => {
  it('shares the false alarms of its endpoint, and takes none from others', () => {
    const alone = load({}, [{ id: 'sales' }]);
    const both = load({ canary: { every: '1h', share: 0.25 } }, [{ id: 'sales' }]);
    const expected = ({ project }: ReturnType<typeof load>) =>
      project.endpoints.map((one) => mostRunsPerYear(one, project) / judgingSettings(one, project).threshold);
    expect(expected(alone)).toEqual([0.5, 0.5]);
    const [support, canary, sales] = expected(both) as [number, number, number];
    expect(support).toBeCloseTo(0.375);
    expect(canary).toBeCloseTo(0.125);
    expect(sales).toBeCloseTo(0.5);
  });

  it.each([
    ['goldens', { id: 'sales', canary: {} }, 'expected sharp goldens of sales, got none'],
    ['a name that is free', { id: 'support.canary' }, 'expected an id that does not end in .canary'],
    ['nobody who writes its stream by hand', { canaryOf: 'sales' }, 'expected canary: in the endpoint itself'],
  ])('needs %s', (_, support, said) => {
    expect(problemsOf(support)).toContain(said);
  });
});
