import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BatchServer, batchServer } from '../helpers/batch-servers/batch-server.ts';
import { openaiBatchServer } from '../helpers/batch-servers/openai-batches.ts';
import { cli, writeFiles } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('a run that is a batch, from the command line', () => {
  let server: BatchServer;
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(async () => {
    server = await batchServer(openaiBatchServer, () => new Date());
    folder = temporaryFolder();
  });
  afterEach(async () => {
    folder.remove();
    await server.close();
  });

  it('is said to be in flight by status, until a further run has collected it', async () => {
    writeFiles(folder.path, {
      'goldens/reply.yaml': 'id: reply\nmessages:\n  - { role: user, content: Hello }\nparameters: { max_tokens: 8 }\n',
      'pinwatch.yaml': `version: 1
endpoints:
  - { id: slow, provider: openai, model: pinned-1, baseURL: "${server.url}/v1", apiKeyEnv: KEY, delivery: batch }
`,
    });
    const command = (...args: string[]) => cli(folder.path, args, { KEY: 'a key' });
    expect(await command('run', '--all')).toMatchObject({ code: 3 });
    expect(server.batches).toHaveLength(1);
    const waiting = 'slow: a batch is in flight since ';
    expect((await command('status')).stdout).toContain(waiting);
    const { endpoints } = JSON.parse((await command('status', '--json')).stdout);
    expect(endpoints[0].inFlight).toEqual({ run: expect.stringContaining('slow'), since: expect.any(String) });
    server.end();
    await command('run');
    const after = await command('status');
    expect(after.stdout).not.toContain(waiting);
    expect(after.stdout).toContain('slow');
  });
});
