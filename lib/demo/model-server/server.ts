import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApiError, toApiError } from './api-error.ts';
import { freshId } from './chat-identity.ts';

/** One call of the API. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the connection closes: the answer is sent, the client hung up, or we did. */
  readonly signal: AbortSignal;
}

/** Answers a call; returns the body to send as JSON, or undefined if it has answered itself. */
export type Route = (call: Call) => Promise<unknown>;

export interface ServerOptions {
  /** `METHOD /path` → route. */
  readonly routes: { readonly [methodAndPath: string]: Route };
  /** Callers must bring this as a bearer token; undefined: anybody on this machine may call. */
  readonly apiKey: string | undefined;
}

/** An HTTP server with OpenAI's manners: JSON in and out, errors in OpenAI's shape, a request id on every answer. */
export function createApiServer(options: ServerOptions): Server {
  return createServer(async (request, response) => {
    response.setHeader('x-request-id', freshId('req_'));
    const hangUp = new AbortController();
    response.on('close', () => hangUp.abort());
    try {
      requireKey(request, options.apiKey);
      const body = await findRoute(request, options.routes)({ request, response, signal: hangUp.signal });
      if (body !== undefined) sendJson(response, 200, body);
    } catch (error) {
      sendError(response, toApiError(error));
    }
  });
}

function findRoute(request: IncomingMessage, routes: ServerOptions['routes']): Route {
  const path = pathOf(request);
  const route = routes[`${request.method} ${path}`];
  if (route !== undefined) return route;
  const pathExists = Object.keys(routes).some((key) => key.endsWith(` ${path}`));
  if (pathExists) throw new ApiError(405, `${path} does not take ${request.method}`, { code: 'method_not_supported' });
  throw new ApiError(404, `Unknown URL (${request.method} ${path})`, { code: 'unknown_url' });
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://loopback').pathname;
}

function requireKey(request: IncomingMessage, apiKey: string | undefined): void {
  if (apiKey === undefined || request.headers.authorization === `Bearer ${apiKey}`) return;
  throw new ApiError(401, 'Incorrect API key provided', { code: 'invalid_api_key' });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** A stream that has begun cannot change its status: there the error is its last event, as at OpenAI. */
function sendError(response: ServerResponse, error: ApiError): void {
  if (!response.headersSent) sendJson(response, error.status, error);
  else if (!response.writableEnded) response.end(`data: ${JSON.stringify(error)}\n\n`);
}
