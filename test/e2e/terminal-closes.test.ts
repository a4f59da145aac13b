import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { projectFiles, startCli, writeFiles } from '../helpers/cli.ts';
import { completion, openAiStub, sendJson } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

it.each(['run', 'watch'])('stores what is in flight when the terminal of `%s` is closed', async (command) => {
  using folder = temporaryFolder();
  await using stub = await openAiStub();
  writeFiles(folder.path, projectFiles(stub.baseURL, { goldens: 4, endpoint: '    concurrency: 2\n' }));
  const running = startCli(folder.path, [command]);
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  stub.answering = async (_request, response) => {
    if (stub.requests.length === 4) {
      // As a terminal does it: nobody reads any more, and the process hears of it, from the system and from the shell.
      running.process.stdout?.destroy();
      running.process.stderr?.destroy();
      running.process.kill('SIGHUP');
      running.process.kill('SIGHUP');
      setTimeout(close, 200);
    }
    if (stub.requests.length >= 3) await closed;
    sendJson(response, completion('answer'));
  };
  const { signal } = await running.done;
  expect(signal).toBeNull();
  using stores = openLocalStores(join(folder.path, '.pinwatch'), { readOnly: true });
  const [run] = await stores.runs.list({ endpoint: 'support' });
  expect(run).toMatchObject({ completed: 4 });
  expect(stub.requests).toHaveLength(4);
});
