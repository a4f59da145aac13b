import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { openProvider } from '../../lib/providers/registry.ts';

/** What a hostile server sends for ever, or once. */
const kinds: {
  readonly [kind: string]: () => { readonly body: Buffer; readonly times: number; readonly packed?: true };
} = {
  '100-MB': () => ({ body: Buffer.alloc(1_000_000, ' '), times: 100 }),
  'gzip-bomb': () => ({ body: gzipSync(Buffer.alloc(200_000_000, ' ')), times: 1, packed: true }),
  endless: () => ({ body: Buffer.from(`data: {"choices":[]}\n\n`.repeat(3000)), times: Number.POSITIVE_INFINITY }),
  brackets: () => ({ body: Buffer.from(`{"choices":[${'{},'.repeat(2_500_000)}{}]}`), times: 1 }),
  events: () => ({ body: Buffer.from('data:{}\n\n'.repeat(850_000)), times: 1 }),
};

/**
 * Peak memory of a process that asks hostile servers, 4 and 64 requests at a time; the aim is under 400 MB in each case.
 * `npm run bench -- hostile-answers [KIND]`
 */
export async function run([kind, inFlight]: readonly string[]): Promise<void> {
  if (kind !== undefined && inFlight !== undefined) return measure(kind, Number(inFlight));
  for (const name of kind === undefined ? Object.keys(kinds) : [kind])
    for (const many of [4, 64]) await inProcess(['hostile-answers', name, String(many)]);
}

/** Each figure in a process of its own: the highest mark of memory is one of a whole life. */
function inProcess(args: string[]): Promise<void> {
  return new Promise((done) => {
    fork(`${import.meta.dirname}/main.ts`, args).on('exit', () => done());
  });
}

async function measure(kind: string, inFlight: number): Promise<void> {
  if (inFlight === 0) return serve(kind);
  const server = fork(`${import.meta.dirname}/main.ts`, ['hostile-answers', kind, '0']);
  const port = await new Promise<number>((listening) => server.once('message', (at) => listening(Number(at))));
  const endpoint = Endpoint.parse({ id: 'e', provider: 'openai', model: 'm', baseURL: `http://127.0.0.1:${port}/v1` });
  const provider = await openProvider(endpoint, { env: {} });
  const golden = goldenRequest(GoldenFile.parse({ id: 'g', api: 'openai.chat', body: { messages: [] } }));
  const ask = () => provider.complete({ endpoint, golden, drawSeed: 1 }, AbortSignal.timeout(120_000));
  const made = await Promise.all(Array.from({ length: inFlight }, ask));
  const peak = Math.round(process.resourceUsage().maxRSS / 1000);
  const classes = [...new Set(made.map(({ error }) => error))].join(', ');
  console.log(
    `${kind.padEnd(10)} ${String(inFlight).padStart(2)} in flight  ${String(peak).padStart(4)} MB at most  ${classes}`,
  );
  server.kill();
}

function serve(kind: string): void {
  const { body, times, packed } = kinds[kind]?.() ?? { body: Buffer.alloc(0), times: 0 };
  const server = createServer((request, response) => {
    response.writeHead(200, packed === undefined ? {} : { 'content-encoding': 'gzip' });
    let left = times;
    const send = () => {
      while (left-- > 0 && !response.destroyed) if (!response.write(body)) return response.once('drain', send);
      return response.end();
    };
    request.resume().on('end', send);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}
