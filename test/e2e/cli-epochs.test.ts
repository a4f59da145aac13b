import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { makeRuns } from '../helpers/make-runs.ts';
import { completion, type OpenAiStub, openAiStub, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const random = seededRandom('what the model says');
let stub: OpenAiStub;

beforeAll(async () => {
  stub = await openAiStub(({ body }, response) => {
    if (body.model === 'pinend-1')
      sendJson(
        response,
        { error: { message: 'no such model', type: 'invalid_request_error', code: 'model_not_found' } },
        404,
      );
    else sendJson(response, completion(`answer ${Math.floor(4 * random())}, with best regards`));
  });
  const top = 'falseAlarmsPerYear: 1\n';
  const endpoint = '    repetitions: 2\n    concurrency: 8\n    baselineRuns: 24\n';
  writeFiles(folder.path, projectFiles(stub.baseURL, { goldens: 5, top, endpoint }));
  await makeRuns(folder.path, 30, {});
});
afterAll(async () => {
  await stub.close();
  folder.remove();
});

const run = (...args: string[]) => cli(folder.path, args);
const file = () => join(folder.path, 'pinwatch.yaml');
const configure = (from: string, to: string) => writeFileSync(file(), readFileSync(file(), 'utf8').replace(from, to));
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);

describe('an edit of the configuration', () => {
  it('that is a slip is said before, praised by nobody, and costs nothing once it is mended', async () => {
    expect(await run('status')).toMatchObject({ code: 0, stdout: expect.stringContaining('no drift detected') });
    configure('pinned-1', 'pinend-1');
    const status = await run('status');
    expect(status).toMatchObject({ code: 3 });
    expect(status.stdout).toContain('not judged yet since the configuration changed');
    expect(status.stdout).not.toContain('no drift detected');
    expect(await json('status')).toMatchObject({
      endpoints: [{ state: 'changed', configuration: { changes: ['model: pinned-1 → pinend-1'] } }],
    });
    expect((await run('lint')).stdout).toContain('changed-configuration');
    const said = 'the configuration changed (model: pinned-1 → pinend-1)';
    expect((await run('run', '--dry-run')).stdout.replace(/\s+/g, ' ')).toContain(said);
    const slip = await run('run', '--all');
    expect(slip).toMatchObject({ code: 3, stderr: expect.stringContaining(said) });
    configure('pinend-1', 'pinned-1');
    const mended = await run('run', '--all');
    expect(mended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('configuration') });
    expect(await json('status')).toMatchObject({
      endpoints: [{ state: 'no-drift', epoch: 1, coverage: { judged: 5 } }],
    });
  });

  it('that is meant is told, and goes back to what was learned', async () => {
    configure('pinned-1', 'pinned-2');
    const there = await run('run', '--all');
    expect(there.stdout).toContain('configuration (ours)');
    expect(await json('status')).toMatchObject({ endpoints: [{ state: 'inconclusive', epoch: 2 }] });
    configure('pinned-2', 'pinned-1');
    expect(await run('run', '--all')).toMatchObject({ code: 0 });
    expect((await run('show')).stdout.replace(/\s+/g, ' ')).toContain('the endpoint is configured as it was before');
    expect(await json('status')).toMatchObject({ endpoints: [{ state: 'no-drift', epoch: 1 }] });
  });
});

describe('an acceptance', () => {
  it('can be taken back, once, with who and why', async () => {
    expect(await run('accept', 'support', '--undo', '--why', 'a try')).toMatchObject({ code: 2 });
    await run('accept', 'support', '--why', 'the wrong one');
    const undone = await run('accept', 'support', '--undo', '--why', 'a slip', '--by', 'ben');
    expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining('epoch 1 is gone on with') });
    expect(await run('accept', 'support', '--undo', '--why', 'again')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('taken back already, by ben: a slip'),
    });
    expect(await run('run', '--all')).toMatchObject({ code: 0 });
    for (const args of [['status'], ['show'], ['history', '--last', '5'], ['lint'], ['run', '--dry-run']])
      if (process.env.LOOK !== undefined) console.log(`$ pinwatch ${args.join(' ')}\n${(await run(...args)).stdout}`);
  });
});
