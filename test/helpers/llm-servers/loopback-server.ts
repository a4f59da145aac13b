import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

/** An answer of the server: bytes and how they are sent. */
export interface Answer {
  readonly status?: number;
  /** JSON is the content type if none is given, and no content type is sent for an empty one. */
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  /**
   * `truncated` breaks the connection half way, `stalled` sends half and then nothing, `silent` sends not even headers,
   * `bytewise` writes each byte of the body by itself, `gzipped` compresses it, `endless` sends it again and again.
   */
  readonly manner?: 'plain' | 'truncated' | 'stalled' | 'silent' | 'bytewise' | 'gzipped' | 'endless';
  /** Origin of a real server that is asked instead; what it says is sent on, piece by piece where `manner` is plain. */
  readonly relayed?: () => string;
}

export interface LoopbackServer {
  readonly url: string;
  /** Everything that arrived since the script was last set. */
  readonly arrived: readonly Arrived[];
  /** Everything that was sent on from a real server since then, whole. */
  readonly relayed: readonly Answer[];
  /** Sets what happens from now on, and forgets what arrived. */
  script(answering: (request: Arrived) => Answer): void;
  close(): Promise<void>;
}

/** A server on the loopback device that answers as it is told. */
export async function loopbackServer(): Promise<LoopbackServer> {
  let answering: (request: Arrived) => Answer = () => ({ status: 500 });
  let arrived: Arrived[] = [];
  let relayed: Answer[] = [];
  const server = createServer(async (incoming, response) => {
    const request = await read(incoming);
    arrived.push(request);
    const answer = answering(request);
    if (answer.relayed === undefined) return send(response, answer);
    const whole = await relay(request, answer.relayed(), answer.manner === undefined ? response : undefined);
    relayed.push(whole);
    if (answer.manner !== undefined) send(response, { ...whole, manner: answer.manner });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get arrived() {
      return arrived;
    },
    get relayed() {
      return relayed;
    },
    script(next) {
      answering = next;
      arrived = [];
      relayed = [];
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function read(incoming: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: new Headers(incoming.headers as Record<string, string>),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Asks the server at `origin`, and hands each piece on to `response` as it comes; hangs up there when that is closed. */
async function relay(
  { method, path, headers, body }: Arrived,
  origin: string,
  response: ServerResponse | undefined,
): Promise<Answer> {
  const hungUp = new AbortController();
  response?.on('close', () => hungUp.abort());
  const kept = new Headers(headers);
  for (const ours of ['host', 'connection', 'content-length', 'accept-encoding']) kept.delete(ours);
  const pieces: Uint8Array[] = [];
  try {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: kept,
      ...(body === '' ? {} : { body }),
      signal: hungUp.signal,
    });
    const sent = { status: answer.status, headers: passedOn(answer.headers) };
    response?.writeHead(sent.status, sent.headers);
    for await (const piece of answer.body ?? []) {
      pieces.push(piece);
      response?.write(piece);
    }
    response?.end();
    return { ...sent, body: Buffer.concat(pieces).toString('utf8') };
  } catch (error) {
    if (!hungUp.signal.aborted) throw error;
    return { body: Buffer.concat(pieces).toString('utf8') };
  }
}

function passedOn(headers: Headers): Record<string, string> {
  const framing = ['connection', 'content-length', 'transfer-encoding', 'keep-alive'];
  return Object.fromEntries([...headers].filter(([name]) => !framing.includes(name)));
}

function send(response: ServerResponse, { status = 200, headers = {}, body = '', manner = 'plain' }: Answer): void {
  if (manner === 'silent') return;
  const plain = typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body);
  const bytes = manner === 'gzipped' ? gzipSync(plain) : plain;
  const { 'content-type': type = 'application/json', ...others } = headers;
  response.writeHead(status, {
    ...(type === '' ? {} : { 'content-type': type }),
    ...others,
    ...(manner === 'endless' ? {} : { 'content-length': String(bytes.length) }),
    ...(manner === 'gzipped' ? { 'content-encoding': 'gzip' } : {}),
  });
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  if (manner === 'endless') sendForEver(response, bytes);
  else if (manner === 'truncated') response.write(half, () => response.destroy());
  else if (manner === 'stalled') response.write(half);
  else if (manner === 'bytewise') {
    for (const byte of bytes) response.write(Buffer.of(byte));
    response.end();
  } else response.end(bytes);
}

function sendForEver(response: ServerResponse, bytes: Uint8Array): void {
  while (!response.destroyed)
    if (!response.write(bytes)) {
      response.once('drain', () => sendForEver(response, bytes));
      return;
    }
}
