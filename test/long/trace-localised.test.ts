import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { makeRuns } from '../helpers/make-runs.ts';
import { completion, type OpenAiStub, openAiStub, type StubRequest, sendJson } from '../helpers/openai-stub.ts';
import { orderAgent } from '../helpers/order-agent.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const random = seededRandom('what the agent says');
let stub: OpenAiStub;
let changed = false;

/** Asks for the tool first, then answers; the reviewer sums up, and in other words after the change. */
function says({ body }: StubRequest): object {
  const messages = body.messages as { role: string; content: string }[];
  const kind = Math.floor(4 * random());
  if (messages[0]?.content.startsWith('Sum up'))
    return completion(changed ? `no summary of it, ${kind}` : `summary ${kind}: cannot be cancelled`);
  if (messages.at(-1)?.role === 'tool') return completion(`It comes in 2 days, I am ${kind} % sure.`);
  const call = { id: 'c1', type: 'function', function: { name: 'track_order', arguments: '{"order_id":4711}' } };
  return completion(null, { message: { tool_calls: [call] }, choice: { finish_reason: 'tool_calls' } });
}

const agent = {
  ...orderAgent,
  nodes: orderAgent.nodes.map((node) =>
    node.id === 'policy'
      ? { ...node, dependency: { kind: 'mock', rules: [{ return: 'Shipped orders cannot be cancelled.' }] } }
      : node,
  ),
};

beforeAll(async () => {
  stub = await openAiStub((request, response) => sendJson(response, says(request)));
  const endpoint = '    repetitions: 4\n    concurrency: 8\n    baselineRuns: 20\n';
  const { 'pinwatch.yaml': project = '' } = projectFiles(stub.baseURL, { top: 'falseAlarmsPerYear: 0.1\n', endpoint });
  writeFiles(folder.path, { 'pinwatch.yaml': project, 'goldens/agent.json': JSON.stringify(agent) });
  await makeRuns(folder.path, 70, {});
});
afterAll(async () => {
  await stub.close();
  folder.remove();
});

const run = (...args: string[]) => cli(folder.path, args);

// One false alarm in 10 years of hourly runs: fails by chance in fewer than 71 of 87,600 times.
describe('an agent of which one request is answered by another model', () => {
  it('raises an alarm that names this node and the whole, and spares the nodes before it', async () => {
    expect(await run('run', '--all'), 'before the change').toMatchObject({ code: 0 });
    changed = true;
    let alarmed = await run('run', '--all');
    for (let runs = 1; runs < 12 && alarmed.code !== 1; runs++) alarmed = await run('run', '--all');
    expect(alarmed.code).toBe(1);
    expect(alarmed.stdout).toContain('DRIFT DETECTED');
    const [, which = ''] = /Which +([\s\S]*?)\n {2}\S/.exec(alarmed.stdout) ?? [];
    const moved = [...which.matchAll(/(order-agent\S*(?: › \w+)?)\s+(\d+) %/g)].filter(
      ([, , share]) => Number(share) > 60,
    );
    // Frozen, inside the chain, and the whole; what comes before it may move a little by chance.
    expect(moved.map(([, golden]) => golden).sort()).toEqual([
      'order-agent',
      'order-agent › review',
      'order-agent/review',
    ]);
    const { stdout: shown } = await run('show', 'support');
    expect(shown).toMatch(/show \S+ --golden '?order-agent(( › |\/)review'?)? /); // whatever of it moved most
    const { stdout: chains } = await run('show', 'support', '--golden', 'order-agent');
    expect(chains).toMatch(/#0 .*, 3 requests\n/); // and no attempt of them was made again
    const { stdout } = await run('report', '--json');
    const { endpoints } = JSON.parse(stdout);
    expect(JSON.stringify(endpoints ?? JSON.parse(stdout))).toContain('order-agent/review');
  });
});
