import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { cli, projectFiles, startCli, writeFiles } from '../helpers/cli.ts';
import { completion, type OpenAiStub, openAiStub, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const kills = 12;
const draws = 20; // 4 goldens, 5 draws of each

/** What identifies a draw on the server: its prompt and its seed, which is derived from run, golden and repetition. */
const drawOf = (body: Record<string, unknown>) => JSON.stringify([body.messages, body.seed]);

/** Every answer is another one, so that a draw that was made twice shows. */
async function numberingStub(random: () => number): Promise<OpenAiStub> {
  let answers = 0;
  return openAiStub(async (_request, response) => {
    await new Promise((resolve) => setTimeout(resolve, 2 + 12 * random()));
    sendJson(response, completion(`answer ${++answers}`));
  });
}

/** The newest run, if there is one, and what is stored of it. */
async function newestRun(folder: string): Promise<{ run?: string; samples: readonly Sample[] }> {
  using stores = openLocalStores(join(folder, '.pinwatch'), { readOnly: true });
  const [newest] = await stores.runs.list({ endpoint: 'support', last: 1 });
  return newest === undefined ? { samples: [] } : { run: newest.run, samples: await stores.runs.samples(newest.run) };
}

describe('a run that is killed', () => {
  it(`at any of ${kills} random points is finished by the next, without losing or repeating a stored draw`, async () => {
    const random = seededRandom('kill points');
    using folder = temporaryFolder();
    await using stub = await numberingStub(random);
    writeFiles(
      folder.path,
      projectFiles(stub.baseURL, {
        goldens: 4,
        top: 'every: 400d\n',
        endpoint: '    repetitions: 5\n    concurrency: 3\n',
      }),
    );
    let interrupted = 0;

    for (let kill = 0; kill < kills; kill++) {
      const before = stub.requests.length;
      await killAfter(Math.floor(random() * (draws + 1)), 25 * random());
      const killed = await newestRun(folder.path);
      const requested = stub.requests.slice(before).map(({ body }) => drawOf(body));
      if (requested.length > 0 && killed.samples.length < draws) interrupted++;

      const asked = stub.requests.length;
      const next = await cli(folder.path, ['run', '--json']);
      expect([0, 3], next.stderr).toContain(next.code);

      const whole = await newestRun(folder.path);
      expect(whole.samples).toHaveLength(draws);
      // What was stored when the process died is stored still, letter by letter.
      for (const sample of killed.samples) expect(whole.samples).toContainEqual(sample);
      // The server was asked only for draws that were not stored: those that never left, and those whose answer was lost.
      const again = stub.requests.slice(asked).map(({ body }) => drawOf(body));
      expect(again).toHaveLength(draws - killed.samples.length);
      const lost = requested.filter((draw) => again.includes(draw)).length;
      expect(lost).toBeLessThanOrEqual(3); // at most what was in flight
      if (requested.length > 0) expect(new Set([...requested, ...again]).size).toBe(draws);

      using stores = openLocalStores(join(folder.path, '.pinwatch'), { readOnly: true });
      expect(await stores.runs.openPlans()).toEqual([]);
      const runs = await stores.runs.list({ endpoint: 'support' });
      expect(runs.every(({ status }) => status === 'finished')).toBe(true);
      for (const { run } of runs) expect(await stores.judgements.get(run)).toBeDefined();
    }
    expect(interrupted).toBeGreaterThanOrEqual(kills / 2); // the points are seeded; most fall into the middle of a run

    /** Kills a new run so many milliseconds after it asked for its so-many-eth draw. */
    async function killAfter(requests: number, milliseconds: number): Promise<void> {
      const from = stub.requests.length;
      const running = startCli(folder.path, ['run', '--all']);
      const answering = stub.answering;
      const strike = () => setTimeout(() => running.process.kill('SIGKILL'), milliseconds);
      stub.answering = (request, response) => {
        if (stub.requests.length - from === requests) strike();
        return answering(request, response);
      };
      if (requests === 0) setTimeout(strike, 400);
      await running.done;
      stub.answering = answering;
    }
  });

  it('long ago is closed with what arrived, and nothing more is drawn for it', async () => {
    using folder = temporaryFolder();
    await using stub = await openAiStub();
    writeFiles(
      folder.path,
      projectFiles(stub.baseURL, { top: 'every: 1s\njitter: 0\n', endpoint: '    concurrency: 1\n' }),
    );
    const running = startCli(folder.path, ['run']);
    stub.answering = (_request, response) => {
      if (stub.requests.length === 3) running.process.kill('SIGKILL');
      else sendJson(response, completion('hello'));
    };
    await running.done;
    await new Promise((resolve) => setTimeout(resolve, 1100)); // longer than the interval: another load by now
    stub.answering = (_request, response) => sendJson(response, completion('hello'));

    const { stdout, stderr } = await cli(folder.path, ['run', '--json']);
    expect(stderr).toMatch(/^support: run \S+ was left open; closed with 2 of 6 answers$/m);
    expect(JSON.parse(stdout).runs).toMatchObject([
      { run: { status: 'closed', planned: 6, completed: 2 } },
      { run: { status: 'finished', planned: 6, completed: 6 } },
    ]);
    expect(stub.requests).toHaveLength(3 + 6);
  });
});
