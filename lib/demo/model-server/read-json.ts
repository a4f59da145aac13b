import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

/** The window holds about a thousand characters; more than this is not a prompt. */
const maxBytes = 1_000_000;

/** Reads a JSON body of at most a megabyte. @throws {ApiError} 400 or 413. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new ApiError(413, `expected a body of at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiError(400, 'expected the body to be JSON');
  }
}
