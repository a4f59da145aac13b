import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedModel, startEmbeddedModel } from '../../lib/demo/model-server/start-embedded-model.ts';
import { readRecording } from '../../lib/recordings/files/read-recording.ts';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** An agent on the embedded model: it asks a tool for an order, and writes the ticket that a program hands to a reader. */
const agent = (order: string) => `id: desk
nodes:
  - id: ask
    kind: llm
    input:
      messages: [{ role: user, content: Where is order 3716? }]
      tools:
        - type: function
          function: { name: track_order, parameters: { type: object, properties: { order_id: { type: string } } } }
      parameters: { temperature: 0.8, max_tokens: 40, seed: per-draw }
    output: { toolCalls: [{ name: track_order, arguments: '{"order_id": 3716}' }] }
    expectations: [{ kind: tool-called, tool: track_order }]
  - id: track
    kind: tool
    name: track_order
    input: ${order}
    output: { status: shipped }
  - id: ticket
    kind: llm
    input:
      messages:
        - role: user
          content: |-
            Extract the ticket as JSON.
            Order 9834: 4 x headphones. It arrived broken. This is urgent! Luca Garcia, Bergen
      parameters: { temperature: 0.8, max_tokens: 100, seed: per-draw }
    expectations: [{ kind: contains, text: '"city"' }]
expectations: [{ kind: contains, text: '"city"' }, { kind: tool-called, tool: track_order }]
`;

let server: EmbeddedModel;
beforeAll(async () => {
  server = await startEmbeddedModel();
});
afterAll(() => server.close());

async function inProject<T>(
  tree: string,
  work: (run: (...args: string[]) => ReturnType<typeof cli>, path: string) => T,
) {
  using folder = temporaryFolder();
  const files = projectFiles(server.baseURL, { goldens: 0, endpoint: '    repetitions: 3\n' });
  const project = files['pinwatch.yaml']?.replace('pinned-1', server.model) ?? '';
  writeFiles(folder.path, { 'pinwatch.yaml': project, 'goldens/desk.yaml': tree });
  return await work((...args) => cli(folder.path, args), folder.path);
}

describe('a trace tree on the embedded model', () => {
  // The model writes the order as a number, so a call that was recorded with a text is another call.
  it('is replayed by a run, frozen by node and chained as a whole, and stored under their names', async () => {
    await inProject(agent('{ order_id: "3716" }'), async (run, path) => {
      expect(await run('run')).toMatchObject({ code: 3, stderr: expect.stringContaining('9 of 9 answers') });
      const { stdout: shown } = await run('show', 'support', '--golden', 'desk › ask');
      expect(shown).toMatch(/^desk › ask {2}in run/);
      expect(shown.match(/track_order\(/g)).toHaveLength(3);
      expect(await run('show', 'support', '--golden', 'desk › ticket')).toMatchObject({
        code: 2, // every chain left the recording before
        stderr: expect.stringContaining('expected one of'),
      });
      await run('export', 'support', '-o', 'runs.jsonl');
      const { runs } = await readRecording(join(path, 'runs.jsonl'));
      const samples = runs.flatMap((one) => one.samples);
      const count = (golden: string) => samples.filter((sample) => sample.golden === golden).length;
      expect(['desk', 'desk/ask', 'desk/ticket'].map(count)).toEqual([3, 3, 3]);
      for (const sample of samples.filter(({ golden }) => golden === 'desk'))
        expect(sample).toMatchObject({ finishReason: 'left-the-recording', toolCalls: [{ name: 'track_order' }] });
    });
  });

  // On pinned 0 of 8192 tickets lack their city, on the update about 1 in 5 (examples/support-desk/README.md).
  it('localises a silent change to the node that it reached', async () => {
    await inProject(agent('{ order_id: 3716 }'), async (run) => {
      await server.change('update');
      const ticket = JSON.parse((await run('reroll', 'desk/ticket', '--prove-below', '3%', '--json')).stdout);
      expect(ticket).toMatchObject({ golden: 'desk/ticket', bound: { verdict: 'above' } });
      const whole = JSON.parse((await run('reroll', 'desk', '--prove-below', '3%', '--json')).stdout);
      expect(whole).toMatchObject({ golden: 'desk', bound: { verdict: 'above' } });
      await server.change('pinned');
      const before = JSON.parse((await run('reroll', 'desk/ticket', '--prove-below', '3%', '--json')).stdout);
      expect(before.bound.verdict).toBe('below');
      const { cost, anyFailure } = JSON.parse((await run('reroll', 'desk', '-n', '4', '--json')).stdout);
      expect(anyFailure.failures).toBe(0);
      expect(cost.requests).toBe(3 * 4); // asked, told what the tool said, and the ticket
    });
  });
});
