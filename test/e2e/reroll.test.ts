import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedModel, startEmbeddedModel } from '../../lib/demo/model-server/start-embedded-model.ts';
import { readRecording } from '../../lib/recordings/files/read-recording.ts';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { answer, type OpenAiStub, openAiStub } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());
const run = (...args: string[]) => cli(folder.path, args);

describe('reroll against a server that answers to order', () => {
  let stub: OpenAiStub;
  beforeEach(async () => {
    let calls = 0;
    stub = await openAiStub(answer(() => (++calls % 5 === 0 ? 'the reply' : 'the answer')));
    writeFiles(folder.path, projectFiles(stub.baseURL));
  });
  afterEach(() => stub.close());

  it('says how often it fails, how answers differ and what it cost', async () => {
    const { code, stdout } = await run('reroll', 'golden-0', '-n', '50');
    expect(code).toBe(1);
    expect(stdout.replaceAll(/in \d+ s/g, 'in 0 s')).toBe(
      `golden-0  at support, pinned-1
  Drawn      50 answers in 0 s
  Cost       50 requests, 600 tokens in, 150 out

  FAILS              DRAWS  RATE   95 %, EXACT
  contains "answer"  10/50  20 %  [10 %, 34 %]

  2 distinct answers in 50 draws
      80 %    the answer
      20 %  ✗ the reply

  they part  after 4 characters, where 20 % of draws leave
             the answer
             the reply

  Note       intervals take draws as independent, but draws of the same minute share the
             server's load of that minute: spread them (--over 2h) before relying on a rate
`,
    );
    expect(stub.requests).toHaveLength(50);
  });

  it('ends early, writes nothing into the history and keeps the draws where it was told to', async () => {
    const { code, stdout } = await run('reroll', 'golden-0', '--prove-below', '2%', '--json', '--out', 'draws.jsonl');
    const result = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(result).toMatchObject({ schema: 'reroll/1', endedBy: 'decided', bound: { verdict: 'above' } });
    expect(result.draws).toBeLessThan(60);
    expect(stdout).not.toContain('the answer');
    const { runs } = await readRecording(join(folder.path, 'draws.jsonl'));
    expect(runs.flatMap(({ samples }) => samples)).toHaveLength(result.draws);
    expect(readFileSync(join(folder.path, 'draws.jsonl'), 'utf8')).toContain('the answer');
    expect(await run('history')).toMatchObject({ stdout: expect.not.stringContaining('reroll') });
  });

  it('draws a request from a file that is not watched', async () => {
    writeFiles(folder.path, { 'failing.yaml': 'id: failing\nmessages: [{ role: user, content: why? }]\n' });
    expect(await run('reroll', 'failing.yaml', '-n', '5')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^failing {2}at support/),
    });
    expect(stub.requests.map(({ body }) => body.messages)).toEqual(Array(5).fill([{ role: 'user', content: 'why?' }]));
    expect(await run('reroll', 'gone.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/gone.yaml {2}expected a golden/),
    });
  });

  it.each([
    [['reroll', 'gone'], 'there is no golden "gone"'],
    [['reroll', 'golden-0', '--endpoint', 'elsewhere'], 'there is no endpoint "elsewhere"'],
    [['reroll', 'golden-0', '--prove-below', '0'], 'expected a rate between 0 and 1'],
    [['reroll', 'golden-0', '--over', '10'], 'expected a whole number and a unit'],
    [['reroll', 'golden-0', '--out', 'draws.csv'], 'ends in .jsonl'],
  ])('sends nothing when something is wrong: %j', async (args, said) => {
    const { code, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
    expect(stub.requests).toEqual([]);
  });
});

describe('reroll against the embedded model', () => {
  let server: EmbeddedModel;
  beforeAll(async () => {
    server = await startEmbeddedModel();
  });
  afterAll(() => server.close());

  const ticket = `id: ticket
messages:
  - role: user
    content: |-
      Extract the ticket as JSON.
      Order 9834: 4 x headphones. It arrived broken. This is urgent! Luca Garcia, Bergen
parameters: { temperature: 0.8, max_tokens: 100 }
expectations:
  - { kind: contains, text: '"city"' }
`;

  // On pinned 0 of 8192 answers lack the city, on the update about 1 in 5 (binomial: under 1 in 10^5 that fewer than 5
  // of the first 100 do, and with 5 in 100 it is clear).
  it('shows that a failure is rare before a silent change and is not afterwards', async () => {
    const { baseURL, model } = server;
    writeFiles(folder.path, { ...projectFiles(baseURL, { goldens: 0 }), 'goldens/ticket.yaml': ticket });
    const project = readFileSync(join(folder.path, 'pinwatch.yaml'), 'utf8').replace('pinned-1', model);
    writeFiles(folder.path, { 'pinwatch.yaml': project });
    await server.change('pinned');
    const before = await run('reroll', 'ticket', '--prove-below', '2%', '--json');
    expect(JSON.parse(before.stdout)).toMatchObject({ bound: { verdict: 'below' }, endedBy: 'decided' });
    expect(before.code).toBe(0);
    await server.change('update');
    const after = await run('reroll', 'ticket', '--prove-below', '2%', '--json');
    expect(JSON.parse(after.stdout)).toMatchObject({ bound: { verdict: 'above' }, endedBy: 'decided' });
    expect(after.code).toBe(1);
  });
});
