import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileSink } from '../../lib/capture/file-sink.ts';
import { recordingFetch } from '../../lib/capture/recording-fetch.ts';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { importRecordings } from '../../lib/import/files/import-files.ts';
import { loadGoldens } from '../../lib/project/load-goldens.ts';
import { openProvider } from '../../lib/providers/registry.ts';
import { type Arrived, type LoopbackServer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { ollamaChat } from '../helpers/llm-servers/ollama.ts';
import { sdkClients } from '../helpers/sdk-clients.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await loopbackServer();
});
afterAll(() => server.close());

const endpoints: { readonly [api: string]: (url: string) => object } = {
  'openai.chat': (url) => ({ provider: 'openai', baseURL: `${url}/v1`, model: 'gpt-4.1-2025-04-14' }),
  'openai.responses': (url) => ({ provider: 'openai', baseURL: `${url}/v1`, model: 'gpt-6-sol' }),
  'anthropic.messages': (url) => ({ provider: 'anthropic', baseURL: url, model: 'claude-sonnet-5-5' }),
  'gemini.generate': (url) => ({ provider: 'gemini', baseURL: url, model: 'gemini-3-pro' }),
  'ollama.chat': (url) => ({ provider: 'ollama', baseURL: url, model: 'llama3.2' }),
};
const env = { ANTHROPIC_API_KEY: 'key', GEMINI_API_KEY: 'key' };

describe.each(sdkClients)('what an application sent through $name', ({ api, answer, ask }) => {
  it.each([false, true])('is replayed byte for byte, streaming: %s', async (streaming) => {
    using folder = temporaryFolder();
    const [recordings, goldens] = [`${folder.path}/recordings`, `${folder.path}/goldens`];
    const replies = (streamed: boolean) => (request: Arrived) =>
      ollamaChat.aside?.(request.method, request.path) ?? answer({ text: 'Yes.' }, streamed);
    server.script(replies(streaming));
    const fetch = recordingFetch({ sink: fileSink({ folder: recordings }) });
    await ask({ fetch, url: server.url, streaming });
    await fetch.flush();
    const sent = server.arrived.at(-1)?.body;

    const files = readdirSync(recordings).map((name) => `${recordings}/${name}`);
    expect(await importRecordings({ files, into: goldens })).toMatchObject({ imported: 1, reconstructed: 0 });
    const loaded = loadGoldens(goldens);
    expect(loaded.problems).toEqual([]);
    const [golden] = loaded.goldens.map((one) => one.golden);
    expect(golden).toMatchObject({ api, provenance: 'captured', context: { capturedOn: { at: expect.any(String) } } });
    if (golden === undefined) throw new Error('no golden');

    const endpoint = Endpoint.parse({ id: 'watched', ...endpoints[api]?.(server.url) });
    // Whether Gemini streams is said in its path, and replays do not; the others say it in the body.
    server.script(replies(streaming && api !== 'gemini.generate'));
    const provider = await openProvider(endpoint, { env });
    const made = await provider.complete({ endpoint, golden, drawSeed: 1 }, AbortSignal.timeout(5000));
    expect(made).toMatchObject({ text: 'Yes.' });
    expect(server.arrived.at(-1)?.body).toBe(sent);
  });
});
