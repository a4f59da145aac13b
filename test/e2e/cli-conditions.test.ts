import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { makeRuns } from '../helpers/make-runs.ts';
import { completion, type OpenAiStub, openAiStub, type StubRequest, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const hourMs = 3_600_000;
const secretWord = 'Quillonium'; // what the server says in its errors must be seen nowhere
const state = { isRetired: false };
let stub: OpenAiStub;

function answering({ path }: StubRequest, response: Parameters<typeof sendJson>[0]) {
  if (path === '/hook') return void response.writeHead(204).end();
  const error = { error: { message: `no model for ${secretWord}`, code: 'model_not_found' } };
  if (state.isRetired) return sendJson(response, error, 404);
  sendJson(response, completion('answer, with best regards'));
}

beforeAll(async () => {
  stub = await openAiStub(answering);
});
afterAll(() => stub.close());

/** A project in a folder of its own, and commands on it. */
function project() {
  const folder = temporaryFolder();
  const top = 'alerts: [{ kind: webhook, name: ours, urlEnv: HOOK }]\n';
  writeFiles(folder.path, projectFiles(stub.baseURL, { top, endpoint: '    repetitions: 1\n' }));
  const env = { HOOK: stub.baseURL.replace('/v1', '/hook') };
  stub.requests.length = 0;
  return {
    folder,
    env,
    run: (...args: string[]) => cli(folder.path, args, env),
    hooked: () => stub.requests.filter(({ path }) => path === '/hook').map(({ body }) => body),
  };
}

describe('a model that is retired', () => {
  it('is told once, named by status, and told once more when it is back', async () => {
    const { folder, env, run, hooked } = project();
    await makeRuns(folder.path, 3, env);
    state.isRetired = true;
    const outcomes = [await run('run', '--all'), await run('run', '--all'), await run('run', '--all')];
    expect(outcomes.map(({ code }) => code)).toEqual([3, 3, 3]);
    expect(outcomes.map(({ stdout }) => stdout.includes('REFUSED (MAJOR)  support (pinned-1 at openai)'))).toEqual([
      false,
      false,
      true,
    ]);
    expect(outcomes[2]?.stdout).toMatch(/What {7}every call was refused as not found/);
    expect((await run('run', '--all')).stdout).not.toContain('REFUSED (');
    expect(hooked()).toMatchObject([
      { kind: 'condition-opened', condition: { kind: 'unreachable', failures: [{ class: 'not-found', calls: 3 }] } },
    ]);

    const status = await run('status');
    expect(status.code).toBe(3);
    expect(status.stdout).toMatch(/support +refused +for .*\n\n! support: Refused since/);
    const { endpoints } = JSON.parse((await run('status', '--json')).stdout);
    expect(endpoints).toMatchObject([{ conditions: [{ kind: 'unreachable', status: 'open', runs: 3 }] }]);
    expect((await run('show')).stdout).toMatch(/Condition {2}refused since/);

    state.isRetired = false;
    expect((await run('run', '--all')).stdout).toContain('NO LONGER REFUSED  support');
    expect(hooked().map(({ kind }) => kind)).toEqual(['condition-opened', 'condition-resolved']);
    const history = (await run('history')).stdout;
    expect(history).toMatch(/no longer refused\n[\s\S]*refused \(3 runs in a row\)\n/);
    expect(JSON.stringify(hooked()) + status.stdout + history).not.toContain(secretWord);
    folder.remove();
  });
});

describe('a cron job that died', () => {
  it('is noticed by whoever looks, with an exit code that is not 0, and told by the next run', async () => {
    const { folder, env, run, hooked } = project();
    const firstAt = new Date(Date.now() - 5 * 24 * hourMs).toISOString();
    await makeRuns(folder.path, 30, env, { firstAt, everyMs: hourMs });
    const status = await run('status');
    expect(status.code).toBe(3);
    expect(status.stdout).toMatch(/support +silent +for 3 d/);
    expect(status.stdout).not.toContain('no drift detected');
    expect(hooked(), 'a look tells nobody').toEqual([]);

    const back = await run('run');
    expect(back.stdout).toContain('NO LONGER SILENT  support');
    expect(hooked()).toMatchObject([{ kind: 'condition-resolved', condition: { kind: 'silent', status: 'resolved' } }]);
    await run('run', '--all');
    expect(hooked()).toHaveLength(1);
    folder.remove();
  });

  it('is told while it goes on by a command that runs another endpoint', async () => {
    const { folder, env, run, hooked } = project();
    const files = projectFiles(stub.baseURL, {
      top: 'alerts: [{ kind: webhook, name: ours, urlEnv: HOOK }]\n',
      endpoint: `    repetitions: 1\n  - id: other\n    provider: openai\n    model: pinned-1\n    baseURL: ${stub.baseURL}\n`,
    });
    writeFiles(folder.path, files);
    const firstAt = new Date(Date.now() - 2 * 24 * hourMs).toISOString();
    await makeRuns(folder.path, 6, env, { firstAt, everyMs: hourMs });
    await run('run', '--endpoint', 'support');
    await run('run', '--endpoint', 'support');
    const told = hooked().map(({ kind, endpoint }) => `${kind} ${(endpoint as { id: string }).id}`);
    expect(told.sort()).toEqual(['condition-opened other', 'condition-resolved support']);
    folder.remove();
  });
});

describe('an endpoint that never answered beside one that is watched', () => {
  it('is asked all the same, so that its outage is told', async () => {
    const { folder, env, run, hooked } = project();
    await makeRuns(folder.path, 1, env);
    const top = 'alerts: [{ kind: webhook, name: ours, urlEnv: HOOK }]\n';
    const other = 'provider: openai\n    model: pinned-1\n    baseURL: http://localhost:9/v1\n    maxAttempts: 1\n';
    const endpoint = `    repetitions: 1\n  - id: other\n    ${other}`;
    writeFiles(folder.path, projectFiles(stub.baseURL, { top, endpoint }));
    const outcomes = [];
    for (let i = 0; i < 3; i++) outcomes.push(await run('run', '--endpoint', 'other'));
    expect(outcomes[0]?.stderr).toContain('http://localhost:9/v1 cannot be used: unreachable');
    expect(outcomes.map(({ code }) => code)).toEqual([3, 3, 3]);
    expect(hooked()).toMatchObject([{ kind: 'condition-opened', endpoint: { id: 'other' } }]);
    const { conditions } = JSON.parse((await run('show', 'other', '--json')).stdout);
    expect(conditions).toMatchObject([{ kind: 'unreachable', status: 'open' }]);
    // Taken out of the project, it is over for whoever was told.
    writeFiles(folder.path, projectFiles(stub.baseURL, { top, endpoint: '    repetitions: 1\n' }));
    await run('run', '--all');
    expect(hooked().slice(1)).toMatchObject([{ kind: 'condition-resolved', endpoint: { id: 'other' } }]);
    folder.remove();
  });
});
