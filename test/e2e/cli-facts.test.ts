import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { makeRuns } from '../helpers/make-runs.ts';
import { completion, type OpenAiStub, openAiStub, type StubRequest, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const random = seededRandom('what the model says of facts');
const state = { model: 'pinned-1-2026-01-01', greedy: 'answer 7, with best regards', hookIsDown: false };
let stub: OpenAiStub;

/** `pinned-1` answers as models do, `pinned-2` always the same. */
function answering({ path, body }: StubRequest) {
  if (path === '/hook') return undefined;
  const text = body.model === 'pinned-2' ? state.greedy : `answer ${Math.floor(4 * random())}, with best regards`;
  return completion(text, { top: { model: body.model === 'pinned-2' ? 'pinned-2' : state.model } });
}

beforeAll(async () => {
  stub = await openAiStub(
    (request, response) => {
      const answer = answering(request);
      if (answer !== undefined) sendJson(response, answer);
      else response.writeHead(state.hookIsDown ? 500 : 204).end();
    },
    ['pinned-1', 'pinned-2'],
  );
  const top = 'falseAlarmsPerYear: 0.1\nalerts: [{ kind: webhook, name: ours, urlEnv: HOOK }]\n';
  const common = '    repetitions: 2\n    concurrency: 8\n    baselineRuns: 20\n';
  const greedy = `  - id: greedy\n    provider: openai\n    model: pinned-2\n    baseURL: ${stub.baseURL}\n${common}`;
  writeFiles(folder.path, projectFiles(stub.baseURL, { goldens: 3, top, endpoint: `${common}${greedy}` }));
  // One false alarm in 10 years of hourly runs: fails by chance in fewer than 10 of 87,600 times.
  await makeRuns(folder.path, 70, hook());
});
afterAll(async () => {
  await stub.close();
  folder.remove();
});

const hook = () => ({ HOOK: stub.baseURL.replace('/v1', '/hook') });
const run = (...args: string[]) => cli(folder.path, args, hook());
const hooked = () => stub.requests.filter(({ path }) => path === '/hook').map(({ body }) => body);

describe('a fact', () => {
  it('is told once where another model is reported, with exit codes that speak of drift only', async () => {
    state.model = 'pinned-1-2026-06-01';
    const sighted = await run('run', '--endpoint', 'support');
    expect(sighted, 'one run may be a replica that was late').toMatchObject({ code: 0 });
    expect(sighted.stdout).not.toContain('CHANGED');

    state.hookIsDown = true;
    const found = await run('run', '--endpoint', 'support');
    expect(found.code).toBe(0);
    expect(found.stdout).toContain('CHANGED: REPORTED MODEL (MAJOR)  support (pinned-1 at openai)');
    expect(found.stdout).toContain('pinned-1-2026-01-01 → pinned-1-2026-06-01 (12 requests in 2 runs)');
    expect(found.stdout).toMatch(/Verdict +no drift detected so far/);
    expect(found.stderr).toContain('an alert about support did not reach ours');
    expect(await run('status'), 'a fact is no drift').toMatchObject({ code: 0 });
    expect((await run('show', 'support')).stdout).toContain('pinned-1-2026-01-01 → pinned-1-2026-06-01');

    state.hookIsDown = false;
    stub.requests.length = 0;
    const again = await run('run', '--endpoint', 'support');
    expect(again.stdout).not.toContain('CHANGED'); // told here before
    expect(hooked()).toMatchObject([
      {
        kind: 'fact',
        endpoint: { id: 'support' },
        verdict: 'no-drift-detected',
        facts: [{ kind: 'reported-model', was: ['pinned-1-2026-01-01'], now: 'pinned-1-2026-06-01' }],
      },
    ]);
    await run('run', '--endpoint', 'support');
    expect(hooked()).toHaveLength(1);
  });

  it('is told by the very run in which an endpoint without noise gives another answer', async () => {
    state.greedy = 'answer 8, with best regards';
    stub.requests.length = 0;
    const found = await run('run', '--endpoint', 'greedy');
    expect(found.stdout).toContain('CHANGED: AN ANSWER THAT NEVER VARIED (MINOR)  greedy (pinned-2 at openai)');
    expect(hooked()).toMatchObject([{ kind: 'fact', endpoint: { id: 'greedy' } }]);
    const facts = hooked()[0]?.facts as object[];
    expect(facts).toHaveLength(3);
    for (const fact of facts) {
      expect(fact).toMatchObject({ kind: 'noiseless-output', requests: 2, runs: 1 });
      expect(fact).not.toHaveProperty('now'); // what was said is the customer's
    }
  });
});
