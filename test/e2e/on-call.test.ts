import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { makeRuns } from '../helpers/make-runs.ts';
import { completion, type OpenAiStub, openAiStub, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const random = seededRandom('a night');
let stub: OpenAiStub;
/** What the model says by now: as ever, or one of two other ways. */
let mood: 'as ever' | 'refusing' | 'terse' = 'as ever';
let hookIsDown = false;

function says(): string {
  const kind = Math.floor(4 * random());
  if (mood === 'refusing') return `sorry, I cannot help with case ${kind}`;
  return mood === 'terse' ? `answer ${kind}` : `answer ${kind}, with best regards`;
}

beforeAll(async () => {
  stub = await openAiStub(({ path }, response) => {
    if (path !== '/hook') sendJson(response, completion(says()));
    else response.writeHead(hookIsDown ? 500 : 204).end();
  });
  // One false alarm in 10 years of hourly runs: fails by chance in fewer than 60 of 87,600 times.
  const top = `falseAlarmsPerYear: 0.1
alerts: [{ kind: webhook, name: pager, urlEnv: HOOK }]
links:
  report: https://reports.example.com/{endpoint}.html
  runbook: https://wiki.example.com/pinwatch
`;
  const endpoint = '    repetitions: 2\n    concurrency: 8\n    baselineRuns: 20\n';
  writeFiles(folder.path, projectFiles(stub.baseURL, { goldens: 4, top, endpoint }));
  // Against 24 runs few ranks can be small, so that now and then a return takes more than 16 runs to be sure of.
  await makeRuns(folder.path, 64, hook());
});
afterAll(async () => {
  await stub.close();
  folder.remove();
});

const hook = () => ({ HOOK: stub.baseURL.replace('/v1', '/hook') });
const pinwatch = (...args: string[]) =>
  cli(folder.path, args.includes('--why') && !args.includes('--by') ? [...args, '--by', 'ana'] : args, hook());
const runs = (count: number) => makeRuns(folder.path, count, hook());
interface Heard {
  readonly kind: string;
  readonly title: string;
  readonly links: readonly { readonly url: string }[];
}
const heard = () => stub.requests.filter(({ path }) => path === '/hook').map(({ body }) => body as unknown as Heard);
const drifts = () =>
  heard()
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'fact');
const configure = (more: string) => {
  const file = join(folder.path, 'pinwatch.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('links:', `${more}links:`));
};
/** Runs until the newest is of this verdict. */
async function runsUntil(kind: string, most = 16): Promise<void> {
  for (let made = 0; made < most; made++) {
    await runs(1);
    using stores = openLocalStores(join(folder.path, '.pinwatch'), { readOnly: true });
    const [newest] = await stores.judgements.list({ endpoint: 'support', last: 1 });
    if (newest?.verdict.kind === kind) return;
  }
  throw new Error(`no run came to ${kind}`);
}

describe('a night on call', () => {
  it('alarms once, is looked at and acknowledged, and says when it is over', { timeout: 60_000 }, async () => {
    mood = 'refusing';
    await runsUntil('drift-detected');
    expect(drifts()).toEqual(['opened']);
    const opened = heard().find(({ kind }) => kind === 'opened');
    expect(opened?.links.map(({ url }) => url)).toEqual([
      'https://reports.example.com/support.html',
      'https://wiki.example.com/pinwatch#drift-detected',
    ]);

    const ack = await pinwatch('ack', 'support', '--why', 'seen, asking the provider');
    expect(ack).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^acknowledged {2}incident support\/1\/.*by ana: seen/),
    });
    await runs(2);
    expect(drifts()).toEqual(['opened', 'acknowledged']);
    expect(await pinwatch('status')).toMatchObject({ code: 1, stdout: expect.stringContaining('seen by ana') });
    expect((await pinwatch('show')).stdout).toMatch(/Seen by +ana, .*seen, asking the provider/);

    mood = 'as ever';
    await runsUntil('no-drift-detected');
    expect(drifts()).toEqual(['opened', 'acknowledged', 'resolved']);
    expect(await pinwatch('ack', 'support', '--why', 'again')).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('expected an incident that goes on, got none') },
    });
  });

  it('is quiet about a planned change, says it at the end, and takes a wrong acceptance back', {
    timeout: 120_000,
  }, async () => {
    const before = drifts().length;
    const until = '2199-01-01T00:00:00Z';
    configure(`maintenance:\n  - { name: release, from: 2026-01-01T00:00:00Z, until: ${until} }\n`);
    mood = 'terse';
    await runsUntil('drift-detected');
    expect(drifts(), 'nothing alarms').toHaveLength(before);
    const status = await pinwatch('status');
    expect(status.stdout).toContain('maintenance release');
    expect((await pinwatch('show')).stdout).toMatch(/Quiet +maintenance release, until/);

    writeFileSync(
      join(folder.path, 'pinwatch.yaml'),
      readFileSync(join(folder.path, 'pinwatch.yaml'), 'utf8').replace(until, new Date().toISOString()),
    );
    await runs(1);
    expect(heard().slice(-1)).toMatchObject([
      { kind: 'opened', title: expect.stringMatching(/^Drift detected during maintenance/) },
    ]);

    await pinwatch('accept', 'support', '--why', 'the release');
    await pinwatch('accept', 'support', '--undo', '--why', 'it was another one', '--by', 'ben');
    expect(drifts().slice(before)).toEqual(['opened', 'resolved', 'opened']);
    expect(await pinwatch('status')).toMatchObject({ code: 1 });

    const silenced = await pinwatch('silence', 'support', '--until', '2h', '--why', 'sleep');
    expect(silenced.stdout).toMatch(/^silenced {2}until .* support, by ana: sleep\n$/);
    expect((await pinwatch('status')).stdout).toContain('silenced by ana (sleep)');
    expect((await pinwatch('silence', 'support', '--end', '--why', 'awake')).code).toBe(0);
    expect((await pinwatch('mark', 'support', '--at', '30m', '--why', 'gateway restarted')).code).toBe(0);
    // The endpoint has another name by now: no run ends the incident of the old one.
    const project = readFileSync(join(folder.path, 'pinwatch.yaml'), 'utf8');
    writeFileSync(join(folder.path, 'pinwatch.yaml'), project.replace('id: support', 'id: help'));
    const way = /support: is not in the project any more, so that no run ends its incident: pinwatch resolve support /;
    expect((await pinwatch('status')).stdout).toMatch(way);
    expect((await pinwatch('incidents', '--open')).stdout).toMatch(
      /support +open [\s\S]*support: is not in the project/,
    );
    expect(await pinwatch('resolve', 'helb', '--why', 'x')).toMatchObject({ code: 2 });
    const resolved = await pinwatch('resolve', 'support', '--why', 'rolled back');
    expect((await pinwatch('status')).stdout).not.toMatch(way);
    expect((await pinwatch('incidents', 'support')).stdout).toContain('resolved');
    writeFileSync(join(folder.path, 'pinwatch.yaml'), project);
    expect(resolved.stdout).toContain('the baseline stays; it is opened again if 4 runs still show the change');
    expect(drifts().slice(before)).toEqual(['opened', 'resolved', 'opened', 'resolved']);
    expect(await pinwatch('silence', 'support', '--until', 'tomorrow', '--why', 'x')).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('expected a duration such as 2h') },
    });
  });

  it('is tried beforehand: everybody who is told says whether it arrived', async () => {
    const tried = await pinwatch('alerts', 'test');
    expect(tried.code).toBe(0);
    expect(tried.stdout.match(/pager +[a-z-]+ +taken/g)).toHaveLength(8);
    expect(
      heard()
        .slice(-8)
        .every(({ title }) => title.startsWith('Test: ')),
    ).toBe(true);
    hookIsDown = true;
    const down = await pinwatch('alerts', 'test', '--json');
    expect(down.code).toBe(4);
    expect(JSON.parse(down.stdout).answers[0]).toEqual({
      ...{
        sink: 'pager',
        kind: 'opened',
        taken: false,
        why: expect.stringMatching(/^webhook at 127.0.0.1:\d+ answered 500/),
      },
    });
  });
});
