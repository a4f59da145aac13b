import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embeddedModelId } from '../../lib/demo/model-server/chat-identity.ts';
import { lint } from '../../lib/lint/lint.ts';
import { loadProject } from '../../lib/project/load-project.ts';

const { project, goldens } = loadProject(join(import.meta.dirname, '../../examples/support-desk/pinwatch.yaml'), {
  env: {},
});
const requests = goldens.map(({ golden }) => golden);

describe('the support desk example', () => {
  it('is a valid project in which the linter finds nothing', () => {
    const today = new Date('2026-11-22T00:00:00Z');
    expect(lint({ endpoints: project.endpoints, goldens: requests, today })).toEqual([]);
  });

  it('has every kind of work of a support desk, each golden with a title and expectations', () => {
    const kinds = Map.groupBy(requests, ({ id }) => id.split('-')[0]);
    expect(Object.fromEntries([...kinds].map(([kind, { length }]) => [kind, length]))).toEqual({
      bullets: 2,
      refusal: 1,
      reply: 3,
      sentiment: 2,
      summary: 1,
      ticket: 4,
      tool: 3,
    });
    for (const { title, expectations } of requests)
      expect([title, expectations.length > 0]).toEqual([expect.any(String), true]);
  });

  it('names the model that the embedded server serves', () => {
    expect(project.endpoints.map(({ model }) => model)).toEqual([embeddedModelId]);
  });
});
