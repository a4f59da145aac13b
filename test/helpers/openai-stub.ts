import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The parsed body; undefined for a request without one. */
  readonly body: Record<string, unknown>;
}

export type Answering = (request: StubRequest, response: ServerResponse) => void | Promise<void>;

/** A loopback server that speaks as much of the OpenAI protocol as a test asks of it. */
export interface OpenAiStub extends AsyncDisposable {
  readonly baseURL: string;
  /** Every chat request that arrived, in order. */
  readonly requests: StubRequest[];
  answering: Answering;
  close(): Promise<void>;
}

export async function openAiStub(answering: Answering = answer('hello'), models = ['pinned-1']): Promise<OpenAiStub> {
  const requests: StubRequest[] = [];
  const stub = { requests, answering };
  const server = createServer((incoming, response) => {
    void read(incoming).then(async (request) => {
      if (request.path === '/v1/models')
        return sendJson(response, { data: models.map((id) => ({ id, object: 'model' })) });
      requests.push(request);
      await stub.answering(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => closed(server);
  return Object.assign(stub, {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close,
    [Symbol.asyncDispose]: close,
  });
}

/** Answers every request with this text, or with what a function makes of the request. */
export function answer(text: string | ((request: StubRequest) => string)): Answering {
  return (request, response) => sendJson(response, completion(typeof text === 'string' ? text : text(request)));
}

/** A chat completion as OpenAI sends it. */
export function completion(
  content: string | null,
  more: { message?: object; choice?: object; top?: object } = {},
): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_795_338_000,
    model: 'pinned-1-2026-01-01',
    system_fingerprint: 'fp_a',
    choices: [
      { index: 0, message: { role: 'assistant', content, ...more.message }, finish_reason: 'stop', ...more.choice },
    ],
    usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15, prompt_tokens_details: { cached_tokens: 4 } },
    ...more.top,
  };
}

export function sendJson(
  response: ServerResponse,
  body: object,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_1', ...headers });
  response.end(JSON.stringify(body));
}

async function read(incoming: IncomingMessage): Promise<StubRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return { path: incoming.url ?? '', headers: incoming.headers, body: text === '' ? {} : JSON.parse(text) };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
