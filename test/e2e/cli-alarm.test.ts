import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { makeRuns } from '../helpers/make-runs.ts';
import { completion, type OpenAiStub, openAiStub, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const random = seededRandom('what the model says');
let stub: OpenAiStub;
let changed = false;

/** Says one of a few things to each question; after the change, one of a few others half of the time. */
function says(): string {
  const kind = Math.floor(4 * random());
  return changed && random() < 0.5 ? `sorry, I cannot help with case ${kind}` : `answer ${kind}, with best regards`;
}

beforeAll(async () => {
  stub = await openAiStub((_request, response) => sendJson(response, completion(says())));
  const top = 'falseAlarmsPerYear: 0.1\nalerts: [{ kind: webhook, name: ours, urlEnv: HOOK }]\n';
  const endpoint = '    repetitions: 4\n    concurrency: 8\n    baselineRuns: 20\n';
  writeFiles(folder.path, projectFiles(stub.baseURL, { goldens: 5, top, endpoint }));
  // One false alarm in 10 years of hourly runs: fails by chance in fewer than 71 of 87,600 times.
  await makeRuns(folder.path, 70, hook());
});
afterAll(async () => {
  await stub.close();
  folder.remove();
});

const hook = () => ({ HOOK: stub.baseURL.replace('/v1', '/hook') });
const run = (...args: string[]) => cli(folder.path, args, hook());
const hooked = () => stub.requests.filter(({ path }) => path === '/hook').map(({ body }) => body.kind);

describe('a model that changes behind its ID', () => {
  it('raises one alarm, which history, report and exit codes tell, until it is accepted', async () => {
    expect(await run('run', '--all'), 'before the change').toMatchObject({ code: 0 });
    expect(await run('status')).toMatchObject({ code: 0 });

    changed = true;
    let alarmed = await run('run', '--all');
    for (let runs = 1; runs < 12 && alarmed.code !== 1; runs++) alarmed = await run('run', '--all');
    expect(alarmed.code).toBe(1);
    expect(alarmed.stdout).toMatch(
      /DRIFT DETECTED \((CRITICAL|MAJOR|MINOR)\) {2}support \(pinned-1 at openai\)\n {2}\S/,
    );
    expect(alarmed.stdout).toMatch(/Now fails .*contains "answer"/);
    expect(alarmed.stdout).toMatch(/support +drift detected/);

    const again = await run('run', '--all');
    expect(again.code).toBe(1);
    expect(again.stdout).not.toContain('DRIFT DETECTED'); // told once
    expect(hooked(), 'one run unlike all before, then the alarm').toEqual(['fact', 'opened']);
    expect(await run('status')).toMatchObject({ code: 1, stdout: expect.stringContaining('drift detected') });
    expect((await run('history', '--last', '2')).stdout.match(/drift detected/g)).toHaveLength(2);
    const shown = (await run('show')).stdout;
    expect(shown).toContain('DRIFT DETECTED');
    const [, golden] = /Which .*?: (\S+) \d+ %/.exec(shown) ?? [];
    expect(shown, 'the golden that moved most').toContain(`--golden ${golden}`);
    expect((await run('status')).stdout).toContain('\nwhat changed: pinwatch show support\n');

    const accepted = await run('accept', 'support', '--why', 'answers are fine', '--by', 'ana');
    expect(accepted.stdout).toMatch(
      /^accepted {2}support begins epoch 2, by ana: answers are fine\n.*\n {10}incident support\/1\/\S+ is closed\n$/,
    );
    expect(hooked()).toEqual(['fact', 'opened', 'resolved']);
    expect(await run('status')).toMatchObject({ code: 3 });
    const learning = await run('run', '--all');
    expect(learning).toMatchObject({ code: 3 });
    expect(learning.stdout).not.toContain('NEW BASELINE ACCEPTED'); // whoever accepted was there
  });
});
